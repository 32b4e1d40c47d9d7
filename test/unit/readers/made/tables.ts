import type { TableMapping } from '../../../../shared/domain/table-mapping.ts';
import { latin1, rowsOf, type MadeFile } from './made-file.ts';

/** ixdat csv with two masses of unequal length and a potentiostat. */
export function ixdat(rows = 60): MadeFile {
  const lines = [
    'ixdat version = 0.2.1',
    'name = test',
    'technique = EC-MS',
    'tstamp = 1636617385.0',
    "timecol 'M2-x' for: 'M2'",
    "timecol 'M44-x' for: 'M44'",
    "timecol 'time/s' for: 'Ewe/V' and '<I>/mA' and 'cycle number'",
    'aliases = {"t": ["time/s"]}',
    'N_header_lines = 10',
    'M2-x,\tM2,\tM44-x,\tM44,\ttime/s,\tEwe/V,\t<I>/mA,\tcycle number',
    ...rowsOf(rows, (i) => {
      const ms =
        i < rows / 2 ? [8400.091 + i * 0.5625, (1 + i) * 2.5e-10, 8400.5 + i * 0.5625, 1e-11] : ['', '', '', ''];
      return [...ms, 8400.0625 + i * 0.25, 0.125 + i / 1024, -0.0007, 12].join(',\t');
    }),
  ];
  return { name: 'ixdat.csv', bytes: latin1(lines.join('\n') + '\n') };
}

export interface ZilienOptions {
  version?: 1 | 2;
  rows?: number;
  /** `empty`: pot all NaN without a count; `none`: no pot at all. */
  pot?: 'full' | 'empty' | 'none';
  /** Rows of the appended EC-Lab series; 0 writes one empty column; null leaves it out. */
  ecLabRows?: number | null;
  name?: string;
}

const e6 = (value: number) => value.toExponential(6).replace(/e([-+])(\d)$/, 'e$10$2');

export function zilien(options: ZilienOptions = {}): MadeFile {
  const { version = 2, rows = 60, pot = 'full', ecLabRows = null, name = '2022-04-06 16_17_23 test.tsv' } = options;
  const msRows = Math.floor(rows / 2);
  const meta: string[][] = [];
  const put = (key: string, series: string, value: string | number, type = 'int') =>
    meta.push([key, key, series, type, String(value)]);
  put('measurement_name', '', 'test', 'string');
  put('comment', '', '', 'string');
  if (version === 2) {
    put('file_format_version', '', 2);
    put('start_time_unix', '', '1649254643.5', 'double');
    put('start_timestamp', '', '2022-04-06 16:17:23', 'string');
  }
  put('offset', 'pot_01', '9.521071e+01', 'double');
  put('Iongauge value_count', 'Iongauge value', rows);
  put('MFC1 value_count', 'MFC1 value', '60.0');
  put('C0M2_count', 'C0M2', msRows);
  if (pot === 'full') put('pot_count', 'pot', rows);
  if (ecLabRows !== null) put('EC-lab_count', 'EC-lab', ecLabRows);
  const groups: { series: string; columns: string[]; cell: (i: number, column: number) => string }[] = [];
  const timed = (count: number, cell: (i: number, column: number) => number) => (i: number, column: number) =>
    i < count ? e6(cell(i, column)) : 'NaN';
  if (pot !== 'none')
    groups.push({
      series: 'pot',
      columns: ['Time [s]', 'Voltage [V]', 'Current [mA]', 'Cycle [n]'],
      cell: pot === 'empty' ? () => 'NaN' : timed(rows, (i, c) => [95.8 + i * 0.15625, 0.5 + i / 512, -1e-3, 1][c]),
    });
  groups.push(
    {
      series: 'Iongauge value',
      columns: ['Time [s]', 'Pressure [mbar]'],
      cell: timed(rows, (i, c) => [0.34 + i * 0.5, 6.16e-7][c]),
    },
    {
      series: 'MFC1 value',
      columns: ['Time [s]', 'Flow [ml/min]'],
      cell: timed(rows, (i, c) => [0.5 + i * 0.5, 1][c]),
    },
    {
      series: 'C0M2',
      columns: ['Time [s]', 'M2-H2 [A]'],
      cell: timed(msRows, (i, c) => [0.479864 + i, (1 + i) * 2.25e-9][c]),
    },
  );
  if (ecLabRows !== null)
    groups.push({
      series: 'EC-lab',
      columns: ecLabRows === 0 ? [''] : ['time/s', 'experiment_number', 'technique_number', 'Ewe/V', 'I/mA'],
      cell: ecLabRows === 0 ? () => '' : timed(ecLabRows, (i, c) => [95.21 + i * 0.25, 1, 2, 0.25 + i / 256, 0.5][c]),
    });
  const count = meta.length + 3;
  const head = [
    ['num_header_lines', 'Number of header lines', '', 'int', count],
    ['num_data_header_lines', 'Number of data header lines', '', 'int', 2],
    ['data_start', 'Line number of data start (0-based)', '', 'int', count + 2],
    ...meta,
  ].map((cells) => cells.join('\t'));
  const seriesRow = groups.flatMap(({ series, columns }) => columns.map((_, c) => (c === 0 ? series : ''))).join('\t');
  const columnRow = groups.flatMap(({ columns }) => columns).join('\t');
  const data = rowsOf(Math.max(rows, ecLabRows ?? 0), (i) =>
    groups.flatMap(({ columns, cell }) => columns.map((_, c) => cell(i, c))).join('\t'),
  );
  return { name, bytes: latin1([...head, seriesRow, columnRow, ...data].join('\n') + '\n') };
}

export function zilienScan(points = 51, blanks = '  '): MadeFile {
  const head = [
    ['num_header_lines', 'n', '', 'int', 7],
    ['data_start', 'n', '', 'int', 9],
    ['start_mass', 'm', '', 'int', '0.0'],
    ['stop_mass', 'm', '', 'int', (points - 1) / 5],
    ['points_per_amu', 'p', '', 'int', 5],
    ['dwell_time', 'd', '', 'int', 32],
    ['mass_scan_started_at', 's', '', 'double', '2.556966e+01'],
  ].map((cells) => cells.join('\t'));
  const data = rowsOf(points, (j) => `${e6(j / 5)}\t${e6((1 + ((j * 7) % 13)) * 1e-13)}`);
  return {
    name: 'mass scan started at measurement time 0000026.tsv',
    bytes: latin1([...head, '\t', `Mass${blanks}[AMU]\tCurrent [A]`, ...data].join('\n') + '\n'),
  };
}

export const MAPPING: TableMapping = {
  version: 1,
  name: 'our logger',
  delimiter: 'semicolon',
  decimalMark: ',',
  nameLine: 2,
  firstDataLine: 4,
  time: { column: 'when', kind: 'date', dateOrder: null },
  source: { name: 'logger', kind: 'mass-spectrometer' },
  channels: [
    {
      column: 'O2',
      name: 'm/z 32 O2',
      role: 'ion-current',
      mz: 32,
      unit: 'A',
      scale: 1e-12,
      offset: 0,
      flowReference: null,
    },
    {
      column: 'T',
      name: 'room',
      role: 'gas-temperature',
      mz: null,
      unit: 'degC',
      scale: 1,
      offset: -273.15,
      flowReference: null,
    },
  ],
};

/** A table of a logger that no reader knows; German marks, dates with points. */
export function loggerTable(rows = 60): MadeFile {
  const lines = [
    'Our logger;;',
    'when;O2;remark;T',
    'd;pA;;K',
    ...rowsOf(
      rows,
      (i) =>
        `31.01.2020 12:00:${String(i % 60).padStart(2, '0')},250;${(1.5 + i / 8).toFixed(3).replace('.', ',')};"a;b";${(296.15).toFixed(2).replace('.', ',')}`,
    ),
  ];
  return { name: 'logger.txt', bytes: latin1(lines.join('\r\n') + '\r\n'), mapping: MAPPING };
}
