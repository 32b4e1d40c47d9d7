import type { Entry } from '../export/entry.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { columnHead, type TableFamily } from '../tables/table.ts';

/** The README of a package or folder: what every file is, how numbers are written, how to check them. */
export function readme(
  { reader, evaluated }: ExportedRun,
  families: readonly TableFamily[],
  entries: readonly Pick<Entry, 'path' | 'description'>[],
): string {
  const run = reader.run();
  const { results } = evaluated;
  const isPackage = entries.some(({ path }) => path === 'results.json');
  return [
    `# ${run.name}`,
    '',
    'Operando differential electrochemical mass spectrometry of a battery cell, written by OpenDEMS ' +
      `${results.softwareVersion}.`,
    '',
    ...facts(run.sample?.name, results.zeroTime, run.operator),
    `- Raw data (rawSha256): \`${results.rawSha256}\``,
    `- Recipe (recipeSha256): \`${results.recipeSha256}\``,
    '',
    '## Files',
    '',
    '| file | what it is |',
    '| --- | --- |',
    ...grouped(entries).map(({ path, description }) => `| \`${path}\` | ${description} |`),
    '',
    '## How numbers are written',
    '',
    '- CSV: UTF-8, comma, one row of heads `Quantity / unit`. A missing value is an empty cell, never zero; a gap is',
    '  missing rows, and the table of gaps says why.',
    '- Numbers have the shortest decimal text that reads back to the same 64-bit float; raw values and stamps (whole',
    '  microseconds) are lossless.',
    '- `Time / UTC` is ISO 8601. `Time since start / s` counts from the first sample of the reference clock. Both are',
    '  synchronised by the recipe; `Source time / us` is the stamp as recorded.',
    '- `Status / 1` is the OPC-UA status code of a reading: 0 is good. A reading that is not usable has no value, but',
    '  keeps its raw value.',
    '- Amounts are signed and never clipped. U is the expanded uncertainty at 95.45 %. Detected means above the decision',
    '  threshold (3 u at zero, 0.135 % false detections); the LOD is detected with 95 %.',
    '- Parquet and HDF5 hold the same tables under the names in brackets.',
    '',
    '## Tables',
    '',
    ...families.flatMap((family) => tableText(family)),
    ...(isPackage
      ? [
          '## How to check',
          '',
          '    sha256sum -c sha256sums.txt',
          '    opendems verify PACKAGE.zip',
          '',
          'The first finds a damaged file. The second also computes `rawSha256` from the samples and every result from',
          'samples and recipe, and names the first difference. A package whose checksums were made anew after a change',
          'is found by comparing `rawSha256` with a published one.',
          '',
        ]
      : []),
  ].join('\n');
}

function facts(sample: string | undefined, start: string | null, operator: string): string[] {
  return [
    ...(sample === undefined ? [] : [`- Sample: ${sample}`]),
    ...(start === null ? [] : [`- Begin: ${start}`]),
    ...(operator === '' ? [] : [`- Operator: ${operator}`]),
  ];
}

/** One line for the files of a folder that have one description. */
function grouped(entries: readonly Pick<Entry, 'path' | 'description'>[]) {
  const seen = new Map<string, { path: string; description: string; names: string[] }>();
  for (const { path, description } of entries) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const key = `${folder}|${description}`;
    const known = seen.get(key);
    if (known) known.names.push(path.slice(folder.length));
    else seen.set(key, { path, description, names: [path.slice(folder.length)] });
  }
  return [...seen.values()].map(({ path, description, names }) => {
    if (names.length === 1) return { path, description };
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const ending = names[0].slice(names[0].lastIndexOf('.'));
    const stems = names.map((name) => name.slice(0, -ending.length));
    return { path: `${folder}*${ending}`, description: `${description} One each: ${stems.join(', ')}.` };
  });
}

function tableText({ id, description, members }: TableFamily): string[] {
  const [first] = members;
  return [
    `### ${id}`,
    '',
    description,
    '',
    ...first.columns.map((column) => `- ${columnHead(column)} [\`${column.id}\`]: ${column.description}`),
    '',
  ];
}
