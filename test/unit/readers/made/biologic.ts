import { MPR_COLUMNS, MPR_FLAGS } from '../../../../src-main/core/readers/ec-lab-mpr-columns.ts';
import { ecLabNumber, latin1, rowsOf, type MadeFile } from './made-file.ts';

export const EC_START = Date.UTC(2020, 0, 31, 12, 0, 0) / 1000;

/** Values of row i as written (f64 with 15 digits, f32 with 7). */
export const ecSeconds = (i: number): number => Number((2.5816001 + i * 0.0501).toExponential(15));
export const ecVolt = (i: number): number => Number(Math.fround(0.5 + ((i * 17) % 1000) / 1000).toExponential(7));
export const ecMilliampere = (i: number): number => Number((((i * 7) % 200) / 100 - 1).toExponential(15));

export interface MptOptions {
  rows?: number;
  mark?: '.' | ',';
  lineEnd?: string;
  first?: string;
  header?: 'full' | 'batch' | 'none';
  acquisition?: string;
  absolute?: boolean;
  loops?: boolean;
}

export function mpt(options: MptOptions = {}): MadeFile {
  const {
    rows = 100,
    mark = '.',
    lineEnd = '\r\n',
    first = 'EC-Lab ASCII FILE',
    header = 'full',
    acquisition = '01/31/2020 12:00:00.250',
    absolute = false,
    loops = true,
  } = options;
  const columns =
    'mode\tox/red\terror\ttime/s\tcontrol/V/mA\tEwe/V\t<I>/mA\tcycle number\t(Q-Qo)/mA.h\tTemperature/\uFFFDC\t\tlost\t';
  const before = [
    '',
    'Cyclic Voltammetry Advanced',
    '',
    'Run on channel : 1 (SN 11259)',
    `Ewe ctrl range : min = -10${mark}00 V, max = 10${mark}00 V`,
    `Acquisition started on : ${acquisition}`,
    'Technique started on : 01/31/2020 12:00:02',
    'Device : SP-200 (SN 0961)',
    `Electrode surface area : 0${mark}001 cm\u00B2`,
    'Ei (V)              0,000               ',
    '',
    ...(loops
      ? [
          'Number of loops : 2',
          `Loop 0 from point number 0 to ${Math.floor(rows / 2) - 1}`,
          `Loop 1 from point number ${Math.floor(rows / 2)} to ${rows - 1}`,
          '',
        ]
      : []),
  ];
  const count = before.length + 3;
  const head =
    header === 'full'
      ? [first, `Nb header lines : ${count}                        `, ...before]
      : header === 'batch'
        ? [first, 'Nb header lines : 3                         ']
        : [];
  const stamp = (i: number) => {
    const seconds = ecSeconds(i);
    const date = new Date((EC_START + 0.25 + seconds) * 1000).toISOString();
    return `01/31/2020 ${date.slice(11, 23)}`;
  };
  const data = rowsOf(rows, (i) =>
    [
      2,
      i % 2,
      i === 0 ? 1 : 0,
      absolute ? stamp(i) : ecLabNumber(ecSeconds(i), 15, mark),
      ecLabNumber(0.5, 7, mark),
      ecLabNumber(ecVolt(i), 7, mark),
      ecLabNumber(ecMilliampere(i), 15, mark),
      ecLabNumber(1, 15, mark),
      ecLabNumber(i * 1e-6, 15, mark),
      ecLabNumber(25, 7, mark),
    ].join('\t'),
  );
  const text = [...head, columns, ...data].join(lineEnd) + (data.length > 0 ? lineEnd : '');
  return { name: 'test_01_02_CVA_C01.mpt', bytes: latin1(text.replace('\uFFFD', '\u00EF\u00BF\u00BD')) };
}

export interface MprOptions {
  layout?: 2 | 3 | 11;
  /** Column numbers in stored order. */
  ids?: number[];
  rows?: number;
  value?: (id: number, i: number) => number;
  /** Bytes of columns that are in no table. */
  unknownBytes?: number;
  withLog?: boolean;
  start?: number;
}

/** An .mpr of packed records with the modules Set, data, LOG and loop. */
export function mpr(options: MprOptions = {}): MadeFile {
  const {
    layout = 11,
    ids = [1, 2, 3, 4, 6, 11, 24, 131],
    rows = 60,
    unknownBytes = 4,
    withLog = true,
    start = EC_START + 0.886,
  } = options;
  const value =
    options.value ??
    ((id, i) =>
      id === 4 ? ecSeconds(i) : id === 6 ? ecVolt(i) : id === 11 ? ecMilliampere(i) : id === 131 ? i % 3 : 1);
  const sizes = { f64: 8, f32: 4, u16: 2, u32: 4 };
  let recordBytes = 0;
  let flagsAt = -1;
  const places = ids.map((id) => {
    if (MPR_FLAGS.has(id)) {
      if (flagsAt < 0) flagsAt = recordBytes++;
      return flagsAt;
    }
    const place = recordBytes;
    const column = MPR_COLUMNS.get(id);
    recordBytes += column ? sizes[column.type] : unknownBytes;
    return place;
  });
  const recordsAt = layout === 11 ? 1007 : layout === 2 ? 405 : 406;
  const data = Buffer.alloc(recordsAt + rows * recordBytes);
  data.writeUInt32LE(rows, 0);
  if (layout === 11) data.writeUInt16LE(ids.length, 4);
  else data[4] = ids.length;
  ids.forEach((id, n) => data.writeUInt16LE(id, (layout === 11 ? 6 : 5) + 2 * n));
  for (let i = 0; i < rows; i++) {
    const at = recordsAt + i * recordBytes;
    if (flagsAt >= 0) data[at + flagsAt] = 0x02 | (i % 2 ? 0x04 : 0) | 0x10;
    ids.forEach((id, n) => {
      const column = MPR_COLUMNS.get(id);
      if (!column) return;
      const place = at + places[n];
      if (column.type === 'f64') data.writeDoubleLE(value(id, i), place);
      else if (column.type === 'f32') data.writeFloatLE(value(id, i), place);
      else if (column.type === 'u16') data.writeUInt16LE(value(id, i), place);
      else data.writeUInt32LE(value(id, i), place);
    });
  }
  const log = Buffer.alloc(1100);
  log.writeDoubleLE(start / 86_400 + 25_569, 0x249);
  log[0x3cf] = 4;
  log.write('0961', 0x3d0, 'latin1');
  const setting = Buffer.alloc(700);
  setting[0] = 51;
  const loop = Buffer.alloc(64);
  [3, 0, Math.floor(rows / 2), rows].forEach((entry, n) => loop.writeUInt32LE(entry, 4 * n));
  const parts: Uint8Array[] = [
    Buffer.concat([Buffer.from('BIO-LOGIC MODULAR FILE\x1a'.padEnd(48, ' '), 'latin1'), Buffer.alloc(4)]),
  ];
  const add = (name: string, body: Buffer, version: number) => {
    const isNew = layout === 11;
    const head = Buffer.alloc(isNew ? 65 : 57);
    head.write('MODULE', 0, 'latin1');
    head.write(name.padEnd(10), 6, 'latin1');
    head.write(name.padEnd(25), 16, 'latin1');
    if (isNew) {
      head.writeUInt32LE(0xffffffff, 41);
      head.writeUInt32LE(body.length, 45);
      head.writeUInt32LE(0, 49);
      head.writeUInt32LE(version, 53);
    } else {
      head.writeUInt32LE(body.length, 41);
      head.writeUInt32LE(version, 45);
    }
    head.write('01/31/20', isNew ? 57 : 49, 'latin1');
    parts.push(head, body);
  };
  add('VMP Set', setting, 10);
  add('VMP data', data, layout);
  if (withLog) add('VMP LOG', log, 10);
  add('VMP loop', loop, 10);
  return { name: 'test.mpr', bytes: Buffer.concat(parts) };
}
