import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resultsSchema, type Results } from '../../../shared/domain/results.ts';
import { detachFile, pdfAttachments, pdfFonts, pdfInfo, pdfPages, skipWithoutPoppler } from '../../support/poppler.ts';
import type { Finished } from '../../support/run-program.ts';
import { warmOpendems, type WarmProgram } from '../../support/warm-program.ts';

/** One short run with its report in both forms, and what analyse says of it. */
let folder: string;
let run: string;
let results: Results;
let pdf: string;
let html: string;
let home: Record<string, string>;

let program: WarmProgram;

const start = (...args: string[]): Promise<Finished> => program.run(args, home);
const done = async (...args: string[]): Promise<string> => {
  const result = await start(...args);
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
};

beforeAll(async () => {
  program = warmOpendems();
  folder = mkdtempSync(join(tmpdir(), 'opendems-test-report-'));
  home = { OPENDEMS_HOME: join(folder, 'home') };
  run = join(folder, 'bare.dems');
  pdf = join(folder, 'report.pdf');
  html = join(folder, 'report.html');
  // The first charge and a piece of the discharge; the calibration before it is enough.
  await done('simulate', '--preset', 'bare-ncm85', '--seed', '1', '--hours', '40', '-o', run);
  results = resultsSchema.parse(JSON.parse(await done('analyse', run, '--json')));
  await done('report', run, '--paper', 'letter', '--remarks', 'Second cell of this batch.', '-o', pdf);
  await done('report', run, '-o', html);
  return async () => {
    await program.end();
    rmSync(folder, { recursive: true, force: true });
  };
}, 240_000);

/** A number as a report prints it: U+2212, no thin spaces below 10 000. */
const printed = (text: string) => text.replace(/^-/, '−');

describe('report as PDF', () => {
  const noPoppler = skipWithoutPoppler();

  it.skipIf(noPoppler)('prints the numbers of analyse on Letter, numbered, with everything inside', () => {
    const pages = pdfPages(pdf);
    const info = pdfInfo(pdf);
    expect(pages.length).toBe(Number(info.Pages));
    expect(info['Page size']).toContain('612 x 792');
    pages.forEach((page, i) => expect(page).toContain(`${i + 1} / ${pages.length}`));
    const first = pages[0]!;
    // The lower paper holds the whole first page, too.
    expect(first).toMatch(/4 Background and alignment\s+5 Checks/);
    const charge = results.phases.find((phase) => phase.label === 'charge 1')!;
    expect(first).toContain(`Result of charge 1: ${charge.capacityMilliampHourPerGram!.toFixed(1)} mAh g−1`);
    for (const gas of results.gases) {
      const interval = gas.intervals.find((one) => one.label === 'charge 1')!;
      const line = first.split('\n').find((one) => new RegExp(`^\\s*${gas.species} `).test(one))!;
      const amount = interval.printed
        .replace('not detected, <= ', '≤ ')
        .replace(' (95 %)', '')
        .replace(' (below LOQ)', '')
        .replace('+-', '±');
      expect(line.replace(/[\u2007\u2008\s]+/g, ' ')).toContain(` ${printed(amount)} `);
      expect(line).toContain(interval.peakSoc!.toFixed(1));
      if (interval.onset) expect(line).toContain(interval.onset.soc!.toFixed(1));
    }
    const all = pages.join('\n');
    expect(all).toContain(results.rawSha256);
    expect(all).toContain(results.recipeSha256);
    expect(all).toContain('Second cell of this batch.');
    for (const word of ['ISO 11843', 'Currie 1995', 'JCGM 100', 'opendems verify', 'opendems analyse'])
      expect(all).toContain(word);
    for (const baseline of results.baselines)
      for (const model of baseline.models) expect(all).toContain(printed(model.aicc!.toFixed(1)));
    for (const font of pdfFonts(pdf)) expect(font).toMatchObject({ isEmbedded: true });
    expect(pdfAttachments(pdf).sort()).toEqual(['recipe.json', 'report.json', 'results.json']);
  });

  it.skipIf(noPoppler)('carries results and recipe that give the same again', async () => {
    const recipe = join(folder, 'recipe.json');
    detachFile(pdf, 'results.json', join(folder, 'results.json'));
    detachFile(pdf, 'recipe.json', recipe);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(results);
    expect(JSON.parse(await done('analyse', run, '--recipe', recipe, '--json'))).toEqual(results);
  });

  it('refuses what it cannot write before it computes, and leaves no half file', async () => {
    const before = readdirSync(folder).sort();
    const word = await start('report', run, '-o', join(folder, 'report.docx'));
    expect(word.status).toBe(1);
    expect(word.stderr).toMatch(/cannot be written as \.docx[\s\S]*Safe:[\s\S]*Next:/);
    expect((await start('report', run, '-o', pdf)).stderr).toContain('exists already');
    expect((await start('report', run, '--half-cycle', 'charge 9', '-o', join(folder, 'x.pdf'))).stderr).toContain(
      'no charge 9',
    );
    expect((await start('report', run, '--sections', 'weather', '-o', join(folder, 'x.pdf'))).stderr).toContain(
      'Sections are',
    );
    expect((await start('report', join(folder, 'none.dems'), '-o', join(folder, 'x.pdf'))).status).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

describe('verify', () => {
  const changed = (path: string, name: string, change: (text: string) => string): string => {
    const copy = join(folder, name);
    const text = readFileSync(path, 'latin1');
    const other = change(text);
    expect(other).not.toBe(text);
    writeFileSync(copy, other, 'latin1');
    return copy;
  };

  it('finds the run beside the report and every number equal', async () => {
    for (const file of [pdf, html]) {
      const document = JSON.parse(await done('verify', file, '--json'));
      expect(document).toMatchObject({ equal: true, differences: [] });
      expect(document.runs[0]).toMatchObject({ rawSha256: results.rawSha256, runFile: run });
      expect(document.runs[0].numbersCompared).toBeGreaterThan(500);
    }
  });

  it('names a changed result, with the gas and the half-cycle it belongs to', async () => {
    const { amount } = results.gases.find((gas) => gas.species === 'CO2')!.intervals[0]!;
    const more = String(amount! + 0.1);
    const copy = changed(html, 'digit.html', (text) => text.replace(`"amount": ${amount}`, `"amount": ${more}`));
    const found = await start('verify', copy, '--run', run);
    expect(found.status).toBe(1);
    expect(found.stderr).toContain(`gases, CO2, intervals, charge 1, amount is ${more}`);
    expect(found.stderr).toContain(`${amount} recomputed`);
  });

  it('finds a digit changed on the page alone', async () => {
    const capacity = results.phases
      .find((phase) => phase.label === 'charge 1')!
      .capacityMilliampHourPerGram!.toFixed(1);
    const copy = changed(html, 'page.html', (text) => text.replace(`charge 1: ${capacity}`, 'charge 1: 999.9'));
    const found = await start('verify', copy, '--run', run);
    expect(found.status).toBe(1);
    expect(found.stderr).toContain('999.9');
    // Page content of a PDF is packed: a changed byte of the first page’s stream.
    const at = readFileSync(pdf, 'latin1').indexOf('/Type /Page\n');
    expect(at).toBeGreaterThan(0);
    const bent = changed(pdf, 'page.pdf', (text) => text.replace('/MediaBox [0 0 612 792]', '/MediaBox [0 0 612 791]'));
    expect((await start('verify', bent, '--run', run)).stderr).toContain('printed on the pages');
  });

  it('finds a changed recipe and another run', async () => {
    const recipe = changed(html, 'recipe.html', (text) => text.replace('"draws": 200', '"draws": 201'));
    expect((await start('verify', recipe, '--run', run)).stderr).toContain('hash of the recipe');
    const other = join(folder, 'other', 'other.dems');
    mkdirSync(join(folder, 'other'));
    await done('simulate', '--preset', 'zero-gas', '--seed', '3', '--hours', '14', '-o', other);
    const wrong = await start('verify', pdf, '--run', other);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('hash of the raw samples');
  });

  it('says where to look when the run or the results are not there', async () => {
    const alone = join(folder, 'alone');
    mkdirSync(alone);
    copyFileSync(pdf, join(alone, 'report.pdf'));
    const lost = await start('verify', join(alone, 'report.pdf'));
    expect(lost.status).toBe(1);
    expect(lost.stderr).toMatch(new RegExp(`${results.rawSha256}[\\s\\S]*--run`));
    // In the library it is found by its hash.
    const library = join(folder, 'home', 'library');
    expect(existsSync(library)).toBe(true);
    copyFileSync(run, join(library, 'anything.dems'));
    expect(await done('verify', join(alone, 'report.pdf'))).toContain('Equal');
    writeFileSync(join(alone, 'empty.pdf'), '%PDF-1.7\n');
    expect((await start('verify', join(alone, 'empty.pdf'))).stderr).toContain('does not carry');
    expect((await start('verify', join(alone, 'none.pdf'))).stderr).toContain('no file');
  });
});
