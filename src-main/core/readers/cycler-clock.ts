import type { RowReader } from '../formats/row-reader.ts';
import { durationSeconds, WallClockField, type DateOrder } from '../formats/wall-clock.ts';
import type { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadClockStep, ReadSource } from './reader.ts';
import { TwoClocks } from './two-clocks.ts';

/** Days from 1899-12-30, the zero of spreadsheet dates, to 1970-01-01. */
const SPREADSHEET_TO_UNIX_DAYS = 25_569;
/** More steps are counted, not listed. */
const MOST_STEPS = 1000;

/** The column that says when, by the calendar. */
export interface WallClock {
  cell: number;
  /** `date` text, local; `unix` seconds UTC; `days` of a spreadsheet, local. */
  kind: 'date' | 'unix' | 'days';
  order?: DateOrder;
}

/** The column that counts the time of the test. */
export interface TestClock {
  cell: number;
  /** `duration`: `0d 00:01:5`, `27:15:04`. */
  kind: 'number' | 'duration';
  /** Seconds per unit of a number. */
  scale?: number;
}

/** Times of a cycler's rows: the wall clock made finer by the test clock, or either alone. */
export class CyclerClock {
  readonly steps: ReadClockStep[] = [];
  /** Time of the last row read, NaN where it has none. */
  timeUs = Number.NaN;
  /** Test time of the last row read. */
  testSeconds = Number.NaN;
  readonly #wall: WallClock | null;
  readonly #test: TestClock | null;
  readonly #zerosAreLone: boolean;
  readonly #findings: FindingLog;
  readonly #field: WallClockField;
  readonly #joined = new TwoClocks();
  #offsetSeconds = 0;
  #lastRaw = Number.NaN;
  #afterZero = false;
  #lastUs = Number.NaN;

  /** @param zerosAreLone a test time that falls to 0 for one row is a fault of the export (BDF, formats.md 12) */
  constructor(wall: WallClock | null, test: TestClock | null, zerosAreLone: boolean, findings: FindingLog) {
    this.#wall = wall;
    this.#test = test;
    this.#zerosAreLone = zerosAreLone;
    this.#findings = findings;
    this.#field = new WallClockField(wall?.order ?? 'mdy');
  }

  /** Reads the times of a row into `timeUs` and `testSeconds`. */
  read(row: RowReader, line: number): void {
    this.testSeconds = this.#testSecondsOf(row, line);
    if (!this.#wall) {
      this.timeUs = Math.round(this.testSeconds * 1e6);
      return;
    }
    const wallUs = this.#wallUs(row);
    if (Number.isNaN(wallUs)) {
      this.timeUs = Number.NaN;
      return;
    }
    const { timeUs, cause, excessSeconds } = this.#joined.next(wallUs, this.testSeconds);
    if (cause) this.#note({ sourceId: 'cycler', fromUs: this.#lastUs, toUs: timeUs, excessSeconds, cause, line });
    this.#lastUs = timeUs;
    this.timeUs = timeUs;
  }

  source(id: string, name: string, reachedBy: string): ReadSource {
    const clockKind = this.#wall === null ? 'relative' : this.#wall.kind === 'unix' ? 'utc' : 'local';
    return readSource({ id, name, kind: 'cycler', clockKind, reachedBy });
  }

  #testSecondsOf(row: RowReader, line: number): number {
    if (!this.#test) return Number.NaN;
    const { cell, kind, scale = 1 } = this.#test;
    const raw =
      kind === 'duration' ? durationSeconds(row.bytes, row.from(cell), row.to(cell)) : row.value[cell] * scale;
    if (!this.#zerosAreLone) return raw;
    if (raw === 0 && this.#lastRaw > 0) {
      if (!this.#afterZero)
        this.#findings.warn(
          'lone-zero-time',
          `Line ${line}: the test time falls to 0 for a row; it was given the time of the row before.`,
          'Some exports write the first row of a step like this.',
          { line },
        );
      this.#afterZero = true;
      return this.#offsetSeconds + this.#lastRaw;
    }
    if (this.#afterZero && raw < this.#lastRaw) {
      this.#offsetSeconds += this.#lastRaw;
      this.#findings.warn(
        'test-time-restarts',
        `Line ${line}: the test time starts again from 0; it was continued.`,
        'A pause between the two parts is not in the file; check in Sync.',
        { line },
      );
    }
    this.#afterZero = false;
    if (!Number.isNaN(raw)) this.#lastRaw = raw;
    return this.#offsetSeconds + raw;
  }

  #wallUs(row: RowReader): number {
    const { cell, kind } = this.#wall!;
    if (kind === 'date') return this.#field.read(row.bytes, row.from(cell), row.to(cell));
    if (kind === 'unix') return Math.round(row.value[cell] * 1e6);
    return Math.round((row.value[cell] - SPREADSHEET_TO_UNIX_DAYS) * 86_400_000) * 1000;
  }

  #note(step: ReadClockStep): void {
    if (this.steps.length < MOST_STEPS) this.steps.push(step);
    const { cause, excessSeconds, line } = step;
    const size = Math.abs(excessSeconds).toFixed(0);
    if (cause === 'pause')
      this.#findings.info(
        'pause',
        `Line ${line}: the wall clock runs on for ${size} s while the test time stands: a pause, kept as a gap.`,
        'Nothing needs doing.',
        { line },
      );
    else if (cause === 'daylight-saving')
      this.#findings.warn(
        'daylight-saving',
        `Line ${line}: the wall clock ${excessSeconds > 0 ? 'leaps' : 'falls back'} by an hour against the test time, as daylight saving does.`,
        'Give the time zone of the tester; if there was no change of time that day, it was a pause of an hour.',
        { line },
      );
    else
      this.#findings.warn(
        'clock-set',
        `Line ${line}: the wall clock falls back by ${size} s against the test time: it was set.`,
        'Say in Sync which part of the clock was right.',
        { line },
      );
  }
}
