import type { Cell, Row } from 'write-excel-file/node';
import type { ExportedRun } from '../tables/exported-run.ts';
import { headCell, numberCell, textCell, type WorkbookSheet } from './sheet-of-table.ts';

/** A document as rows of path and value, so that every choice can be found and filtered. */
export function recipeSheet({ evaluated }: ExportedRun): WorkbookSheet {
  return pairsSheet('Recipe', ['Choice', 'Value'], leavesOf(evaluated.evaluation.recipe, ''));
}

/** Run, sample, set-up, gases, hashes and conventions. */
export function metadataSheet({ reader, evaluated }: ExportedRun): WorkbookSheet {
  const { profile: _profile, ...run } = reader.run();
  const { results } = evaluated;
  return pairsSheet(
    'Metadata',
    ['What', 'Value'],
    [
      ['rawSha256', results.rawSha256],
      ['recipeSha256', results.recipeSha256],
      ['software version', results.softwareVersion],
      ['zero time', results.zeroTime],
      ['U', 'expanded uncertainty, 95.45 %'],
      ['decision threshold', '3.0 u at zero for many degrees of freedom: 0.135 % false detections'],
      ['LOD', 'detected with 95 % if truly there (Currie 1995, ISO 11843)'],
      ['missing values', 'empty cells; a gap is never zero'],
      ...leavesOf(run, 'run'),
      ...leavesOf(results.sample, 'evaluated sample'),
      ...leavesOf(results.flow, 'flow'),
      ...leavesOf(results.carrier, 'carrier'),
    ],
  );
}

type Pair = readonly [string, unknown];

function leavesOf(document: unknown, path: string): Pair[] {
  if (document === null || typeof document !== 'object') return [[path, document]];
  const entries = Object.entries(document);
  if (entries.length === 0) return [[path, Array.isArray(document) ? '[]' : '{}']];
  return entries.flatMap(([key, value]) => {
    const place = Array.isArray(document) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return leavesOf(value, place);
  });
}

function pairsSheet(sheet: string, heads: readonly [string, string], pairs: readonly Pair[]): WorkbookSheet {
  return {
    sheet,
    data: [heads.map(headCell), ...pairs.map(([name, value]): Row => [textCell(name), cellOf(value)])],
    columns: [{ width: 52 }, { width: 72 }],
    stickyRowsCount: 1,
  };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return numberCell(value, undefined);
  if (typeof value === 'boolean') return { value, type: Boolean };
  return textCell(String(value));
}
