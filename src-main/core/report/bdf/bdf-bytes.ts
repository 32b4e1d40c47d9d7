import { AppError } from '../../../../shared/api/errors.ts';
import { findChannel } from '../../analysis/pipeline/read-cell.ts';
import { resample } from '../../analysis/numerics/interpolation.ts';
import { maximumStepSeconds } from '../../../../shared/domain/state-of-charge.ts';
import { csvBytes } from '../csv/csv-bytes.ts';
import type { SpareBuffers } from '../csv/spare-buffers.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { cellTable } from '../tables/cell-table.ts';
import { roundedSeconds } from '../tables/time-columns.ts';
import { column, type Chunk, type Column, type Part, type Table } from '../tables/table.ts';

/** Columns of the Battery Data Format, in its words (science.md 8); the sixth is left out where nothing measured it. */
const COLUMNS: Column[] = [
  column('test_time', 'Test Time', 'number', 's', 'Since the first reading of the cycler.'),
  column('voltage', 'Voltage', 'number', 'V', 'Cell voltage.'),
  column('current', 'Current', 'number', 'A', 'Charging positive.'),
  column('unix_time', 'Unix Time', 'number', 's', 'Since 1970 UTC, synchronised by the recipe.'),
  column('cycle_count', 'Cycle Count', 'integer', '1', 'Charges begun so far.'),
  column('step_count', 'Step Count', 'integer', '1', 'Number of the phase.'),
];
const TEMPERATURE = column('ambient_temperature', 'Ambient Temperature', 'number', 'degC', 'Temperature at the cell.');

/**
 * The cycler's record as Battery Data Format CSV (`.bdf.csv`). Rows without voltage or current are left out: the format
 * requires both. Gas has no columns there; companion tables join on Unix time.
 * @param spare where the memory of the parts comes from
 * @throws AppError `no-current`
 */
export function bdfBytes(run: EvaluatedRun, spare?: SpareBuffers): Generator<Part> {
  const table = bdfTable(run);
  if (table) return csvBytes(table, spare);
  throw new AppError({
    code: 'no-current',
    happened: 'This run has no cell current: there is nothing to write as Battery Data Format.',
    safe: 'Nothing was written and the run is unchanged.',
    next: 'Export CSV, or map a channel to the role current.',
  });
}

/** Undefined where the run has no current. */
export function bdfTable(run: EvaluatedRun): Table | undefined {
  const cell = cellTable(run)?.members[0];
  if (!cell) return undefined;
  const { input, clocks } = run.evaluation;
  const temperature = findChannel(input, null, ['cell-temperature']);
  const place = new Map(cell.columns.map(({ id }, c) => [id, c]));
  const pick = (chunk: Chunk, id: string) => chunk.values[place.get(id)!] as Float64Array;
  return {
    id: 'cell',
    title: 'Cell',
    columns: temperature ? [...COLUMNS, TEMPERATURE] : COLUMNS,
    rows: cell.rows,
    constants: [],
    *chunks() {
      let zero = Number.NaN;
      for (const chunk of cell.chunks()) {
        const seconds = pick(chunk, 'seconds');
        const voltage = pick(chunk, 'voltage');
        const current = pick(chunk, 'current');
        const whole = rowsWhere(chunk.rows, (i) => Number.isFinite(seconds[i] + voltage[i] + current[i]));
        if (whole.length === 0) continue;
        if (Number.isNaN(zero)) zero = seconds[whole[0]];
        const of = (values: Float64Array) => picked(values, whole);
        const at = of(seconds);
        const values: Float64Array[] = [
          roundedSeconds(at.map((second) => second - zero)),
          of(voltage),
          of(current),
          of(pick(chunk, 'time')).map((us) => us / 1e6),
          of(pick(chunk, 'cycle')),
          of(pick(chunk, 'phase')),
        ];
        if (temperature)
          values.push(
            resample(clocks.secondsOf(temperature), temperature.value, at, maximumStepSeconds(temperature.timeUs)),
          );
        yield { rows: whole.length, values };
      }
    },
  };
}

function rowsWhere(rows: number, isTaken: (row: number) => boolean): Int32Array {
  const taken = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) if (isTaken(i)) taken[count++] = i;
  return taken.subarray(0, count);
}

function picked(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return taken;
}
