import type { TableGuess } from '../../../shared/api/import.ts';
import { ROLE_UNITS, type ChannelRole } from '../../../shared/domain/role.ts';
import { tableMappingSchema, type TableMapping } from '../../../shared/domain/table-mapping.ts';
import type { Unit } from '../../../shared/domain/units.ts';

/** One column of a table as the editor shows it. */
export interface ColumnDraft {
  /** As the file names it, or its number. */
  column: string;
  use: 'skip' | 'time' | 'channel';
  name: string;
  role: ChannelRole;
  mz: number | null;
  unit: Unit;
  scale: number | null;
  /** Added after the factor, in the unit; kept from a stored mapping. */
  offset: number;
  flowReference: TableMapping['channels'][number]['flowReference'];
}

export interface MappingDraft {
  name: string;
  delimiter: TableMapping['delimiter'];
  decimalMark: TableMapping['decimalMark'];
  nameLine: number | null;
  firstDataLine: number | null;
  timeKind: TableMapping['time']['kind'];
  dateOrder: TableMapping['time']['dateOrder'];
  sourceName: string;
  sourceKind: TableMapping['source']['kind'];
  columns: ColumnDraft[];
}

const CHARACTERS: Record<TableMapping['delimiter'], string> = { tab: '\t', comma: ',', semicolon: ';', blank: ' ' };

/** Cells of one line, quotes kept together and taken off. */
export function cellsOf(line: string, delimiter: TableMapping['delimiter']): string[] {
  const mark = CHARACTERS[delimiter];
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === mark && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  cells.push(cell.trim());
  // Several blanks are one.
  return mark === ' ' ? cells.filter((each) => each !== '') : cells;
}

/** Names of the columns as the reader will call them: duplicates numbered, numbers where there is no line of names. */
export function columnNames(guess: TableGuess, draft: Pick<MappingDraft, 'delimiter' | 'nameLine' | 'firstDataLine'>) {
  const { delimiter, nameLine, firstDataLine } = draft;
  const line = guess.lines[(nameLine || firstDataLine || 1) - 1] ?? '';
  const cells = cellsOf(line, delimiter);
  if (!nameLine) return cells.map((_, index) => String(index + 1));
  while (cells.at(-1) === '') cells.pop();
  return cells;
}

/** A draft to begin with: the guess, a time column if one is called so, everything else left out. */
export function draftFromGuess(guess: TableGuess, fileName: string): MappingDraft {
  const draft: MappingDraft = {
    name: fileName.replace(/\.[^.]{1,5}$/, ''),
    delimiter: guess.delimiter,
    decimalMark: guess.decimalMark,
    nameLine: guess.nameLine,
    firstDataLine: guess.firstDataLine,
    timeKind: 'seconds',
    dateOrder: null,
    sourceName: '',
    sourceKind: 'mass-spectrometer',
    columns: [],
  };
  return withColumns(draft, guess);
}

/** The draft with the columns that its lines and delimiter give; what was said of a column of that name stays. */
export function withColumns(draft: MappingDraft, guess: TableGuess): MappingDraft {
  const columns = columnNames(guess, draft).map(
    (column): ColumnDraft => draft.columns.find((known) => known.column === column) ?? freshColumn(column),
  );
  const first = guess.lines[(draft.firstDataLine ?? 1) - 1] ?? '';
  const cells = cellsOf(first, draft.delimiter);
  if (!columns.some(({ use }) => use === 'time')) {
    const named = columns.findIndex(({ column }) => /time|date|zeit|when|^t$/i.test(column));
    const at = named >= 0 ? named : 0;
    if (columns[at]) columns[at] = { ...columns[at], use: 'time' };
  }
  const time = cells[columns.findIndex(({ use }) => use === 'time')] ?? '';
  const isDate = /\d[./-]\d+[./-]\d/.test(time);
  const timeKind = isDate ? 'date' : draft.timeKind === 'date' ? 'seconds' : draft.timeKind;
  return { ...draft, columns, timeKind };
}

/** The columns with one changed; there is one time. */
export function withColumn(columns: readonly ColumnDraft[], index: number, next: Partial<ColumnDraft>): ColumnDraft[] {
  return columns.map((column, at) => {
    if (at === index) return { ...column, ...next };
    return next.use === 'time' && column.use === 'time' ? { ...column, use: 'skip' } : column;
  });
}

function freshColumn(column: string): ColumnDraft {
  return {
    column,
    use: 'skip',
    name: column,
    role: 'other',
    mz: null,
    unit: '1',
    scale: 1,
    offset: 0,
    flowReference: null,
  };
}

/** A column whose role was chosen: its unit is the role's. */
export function withRole(column: ColumnDraft, role: ChannelRole): ColumnDraft {
  const unit = ROLE_UNITS[role] ?? (role === 'flow' || role === 'flow-setpoint' ? 'mln/min' : column.unit);
  return { ...column, role, unit, mz: role === 'ion-current' ? (column.mz ?? massIn(column.column)) : null };
}

/** The mass that a name says, e.g. `O2 (m/z 32)`, `mass 18` or `M44`; a formula's digits are none. */
function massIn(text: string): number | null {
  const found = /(?:m\/?z|mass|amu|\bm)[\s_=]*(\d{1,3}(?:\.\d+)?)/i.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** A draft from a stored mapping. */
export function draftFromMapping(mapping: TableMapping, guess: TableGuess): MappingDraft {
  const { name, delimiter, decimalMark, nameLine, firstDataLine, time, source, channels } = mapping;
  const said = [
    { ...freshColumn(time.column), use: 'time' as const },
    ...channels.map((channel): ColumnDraft => ({ ...channel, use: 'channel' })),
  ];
  const base: MappingDraft = {
    name,
    delimiter,
    decimalMark,
    nameLine,
    firstDataLine,
    timeKind: time.kind,
    dateOrder: time.dateOrder,
    sourceName: source.name,
    sourceKind: source.kind,
    columns: said,
  };
  // The stored kind of the time counts, not the one guessed.
  return { ...withColumns(base, guess), timeKind: time.kind };
}

/** Pure: the mapping, or what is wrong with the draft, one sentence. */
export function mappingOf(draft: MappingDraft): { mapping: TableMapping } | { error: string } {
  const time = draft.columns.find(({ use }) => use === 'time');
  const channels = draft.columns.filter(({ use }) => use === 'channel');
  if (!time) return { error: 'Say which column is the time.' };
  if (channels.length === 0) return { error: 'Say of at least one column what it holds.' };
  const massless = channels.find(({ role, mz }) => role === 'ion-current' && !(mz !== null && mz > 0));
  if (massless) return { error: `Give the m/z of "${massless.column}".` };
  const scaleless = channels.find(({ scale }) => scale === null || !Number.isFinite(scale) || scale === 0);
  if (scaleless) return { error: `The factor of "${scaleless.column}" must be a number other than zero.` };
  const parsed = tableMappingSchema.safeParse({
    name: draft.name,
    delimiter: draft.delimiter,
    decimalMark: draft.decimalMark,
    nameLine: draft.nameLine ?? Number.NaN,
    firstDataLine: draft.firstDataLine ?? Number.NaN,
    time: { column: time.column, kind: draft.timeKind, dateOrder: draft.timeKind === 'date' ? draft.dateOrder : null },
    source: { name: draft.sourceName, kind: draft.sourceKind },
    channels: channels.map(({ column, name, role, mz, unit, scale, offset, flowReference }) => ({
      column,
      name: name.trim() || column,
      role,
      mz,
      unit,
      scale,
      offset,
      flowReference: flowReference ?? (unit === 'mln/min' ? NORMAL_CONDITIONS : null),
    })),
  });
  if (parsed.success) return { mapping: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    error: issue?.path[0] === 'name' ? 'Give the mapping a name.' : 'Give whole line numbers, data after names.',
  };
}

/** DIN 1343, what "mln" means. */
const NORMAL_CONDITIONS = { temperatureCelsius: 0, pressurePascal: 101_325 };
