import { exponent3, latin1, rowsOf, two, wallParts, type MadeFile } from './made-file.ts';

/** 31 January 2020, 12:00:01 on the laboratory's wall. */
export const QUADERA_START = Date.UTC(2020, 0, 31, 12, 0, 1) / 1000;

const DIALECTS = {
  us: (wall: number) => {
    const { year, month, day, hour, minute, second } = wallParts(wall);
    return `${month}/${day}/${year} ${hour % 12 || 12}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
  },
  continental: (wall: number) => {
    const { year, month, day, hour, minute, second } = wallParts(wall);
    return `${day}.${month}.${year} ${hour}:${two(minute)}:${two(second)}`;
  },
  uk: (wall: number) => {
    const { year, month, day, hour, minute, second } = wallParts(wall);
    return `${two(day)}/${two(month)}/${year} ${two(hour)}:${two(minute)}:${two(second)}`;
  },
};

/** Relative time and value of channel c, row i, as the file writes them. */
export const quaderaSeconds = (c: number, i: number): number => Number((c * 0.223 + i * 3.979).toFixed(3));
export const quaderaValue = (c: number, i: number): number =>
  Number(((1 + ((i * 7 + c) % 97)) * 1.234567e-12).toExponential(6));

/** Quadera: m/z 2 and 32 in A, a gauge and a species in mbar; the last channel has one sample less. */
export function quadera(
  dialect: keyof typeof DIALECTS,
  options: { rows?: number; start?: number; lineEnd?: string; source?: string } = {},
): MadeFile {
  const { rows = 60, start = QUADERA_START, lineEnd = '\r\n', source = '20200131 110000 test' } = options;
  const mark = dialect === 'continental' ? ',' : '.';
  const date = DIALECTS[dialect];
  const names = ['2', '32', 'TP86', 'Water'];
  const titles = ['Ion Current [A]', 'Ion Current [A]', 'Pressure [mbar]', 'Partial Pressure [mbar]'];
  const lines = [
    `Sourcefile\t${source}.qmp`,
    `Exporttime\t${date(start + 90_000)}`,
    '',
    `Start Time\t${date(start)}`,
    `End Time  \t${date(start + 4 * rows)}`,
    '',
    `${names.map((name) => `\t\t${name}\t`).join('')}`,
    `${titles.map((title) => `Time\tTime Relative [s]\t${title}\t`).join('')}`,
    ...rowsOf(rows, (i) =>
      names
        .map((_, c) => {
          if (i === rows - 1 && c === 3) return '\t\t';
          const seconds = quaderaSeconds(c, i);
          return `${date(start + seconds)}\t${seconds.toFixed(3).replace('.', mark)}\t${exponent3(quaderaValue(c, i), mark)}`;
        })
        .join('\t'),
    ),
  ];
  return { name: 'quadera.asc', bytes: latin1(lines.join(lineEnd) + lineEnd) };
}

/** Quadstar 32-bit ASCII, lines end in CR alone; 12-hour clock with Czech words where `words`. */
export function quadstarAscii(
  options: { rows?: number; everySeconds?: number; startHour?: number; twelve?: boolean } = {},
): MadeFile {
  const { rows = 60, everySeconds = 5.25, startHour = 9, twelve = false } = options;
  const start = Date.UTC(2020, 0, 26, startHour, 15, 2) / 1000;
  const stamp = (seconds: number) => {
    const { day, month, year, hour, minute, second } = wallParts(start + seconds);
    const hundredths = Math.floor(((start + seconds) % 1) * 100 + 1e-6);
    const shown = twelve ? hour % 12 || 12 : hour;
    return `${day}.${month}.${year}\t${two(shown)}:${two(minute)}:${two(second)}:${two(hundredths)} ${hour < 12 ? 'dop.' : 'odp.'}`;
  };
  const lines = [
    'ASCII SAMPLE CYCLES :\tC:\\QS422\\test.mdc',
    `DATE :\t26.1.2020\tTIME :\t${two(startHour)}:15:02 dop.`,
    `CONVERTED CYCLES :\t${rows}`,
    'STORED CYCLES :\t1000',
    'Datablock 0\tIon Current\t[A]',
    "'0/0'\t29.6\tmin:\t0\tmax:\t1",
    "'0/1'\t44.1\tmin:\t0\tmax:\t1",
    'Datablock 1\tTotal Pressure\t[mbar]',
    "'1/0'\tTP\u00E1\tmin:\t0\tmax:\t1",
    "Cycle\tDate\tTime\tRelTime[s]\t'0/0'\t'0/1'\t'1/0'",
    ...rowsOf(rows, (i) => {
      const seconds = i * everySeconds;
      return `${i + 1}\t${stamp(seconds)}\t${Number(seconds.toPrecision(6))}\t${(1e-9 + i * 1e-11).toExponential(2).toUpperCase()}\t${(2e-10).toExponential(1)}\t${1e-5}\t`;
    }),
  ];
  return { name: 'quadstar.asc', bytes: latin1(lines.join('\r') + '\r') };
}

export interface SacOptions {
  cycles?: number;
  firstMass?: number;
  width?: number;
  perAmu?: number;
  /** Value at point j of cycle i. */
  value?: (i: number, j: number) => number;
  exponent?: number;
  unixHoursAgo?: number;
}

/** Quadstar .sac with one time, one scan and one scalar trace, packed as the layout table says. */
export function quadstarSac(options: SacOptions = {}): MadeFile {
  const { cycles = 5, firstMass = 0.5, width = 50, perAmu = 16, exponent = -9, unixHoursAgo = 1 } = options;
  const value = options.value ?? ((i, j) => (1 + ((i * 31 + j) % 113)) * 1e-13);
  const n = width * perAmu;
  const infoAt = 0xc8 + 3 * 9;
  const firstData = infoAt + 161 + 27;
  const cycleBytes = 6 + 6 + 4 * n + 4;
  const bytes = Buffer.alloc(firstData + cycles * cycleBytes);
  const start = Date.UTC(2021, 4, 3, 14, 5, 6) / 1000;
  bytes.writeUInt16LE(0x02c6, 0);
  bytes.write('QMA2', 2, 'latin1');
  bytes[6] = 7;
  bytes[7] = 2;
  bytes.set([6, 5, 14, 3, 5, 121], 0x08);
  bytes.write('author', 0x0e, 'latin1');
  bytes.writeUInt32LE(cycles, 0x64);
  bytes.writeUInt16LE(3, 0x68);
  bytes.writeUInt32LE(cycleBytes, 0x6a);
  bytes.writeUInt32LE(start - unixHoursAgo * 3600, 0xc2);
  bytes.writeUInt16LE(2500, 0xc6);
  const trace = (index: number, type: number, info: number, data: number) => {
    bytes[0xc8 + 9 * index] = type;
    bytes.writeUInt32LE(info, 0xc8 + 9 * index + 1);
    bytes.writeUInt32LE(data, 0xc8 + 9 * index + 5);
  };
  trace(0, 0x0f, 0, firstData);
  trace(1, 0x11, infoAt, firstData + 6);
  trace(2, 0x10, infoAt + 161, firstData + 12 + 4 * n);
  bytes.write('Ion Current', infoAt + 2, 'latin1');
  bytes.write('A', infoAt + 0x0f, 'latin1');
  bytes.writeFloatLE(firstMass, infoAt + 0x7a);
  bytes.writeUInt16LE(width, infoAt + 0x7e);
  bytes[infoAt + 0x80] = perAmu;
  bytes.write('TP1', infoAt + 161 + 1, 'latin1');
  bytes.write('mbar', infoAt + 161 + 0x0e, 'latin1');
  for (let i = 0; i < cycles; i++) {
    const at = firstData + i * cycleBytes;
    bytes.writeUInt32LE(i * 60, at);
    bytes.writeUInt16LE(1234, at + 4);
    bytes.writeUInt32LE(n, at + 6);
    bytes.writeInt16LE(exponent, at + 10);
    for (let j = 0; j < n; j++) bytes.writeFloatLE(value(i, j), at + 12 + 4 * j);
    bytes.writeFloatLE(3e-6, at + 12 + 4 * n);
  }
  return { name: 'scan.sac', bytes };
}

/** PV MassSpec scan export: masses from 0.2 in steps of 0.1. */
export function pvScan(rows = 4, points = 449): MadeFile {
  const start = 1_582_625_650.827;
  const lines = [
    'PV MassSpec-18.05.05',
    'EXPORTED SCAN DATA',
    "Run Path and Name: C:\\Data\\test, 002-25-2020 11'10'13.isi",
    '02/25/2020 11:10:13',
    'SensorID:  RGA PrismaPro 200 1',
    `From 0 to 45 with 10 points per amu`,
    `${rows + 1} TimePoints`,
    '',
    [
      'Time Relative (sec)',
      'Time Absolute (UTC)',
      'Time Absolute (Date_Time)',
      'Step',
      ...rowsOf(points, (j) => (0.2 + j / 10).toFixed(2)),
    ].join('\t'),
    ...rowsOf(rows + 1, (i) =>
      [
        (237.308 + i * 30).toFixed(3),
        (start + i * 30).toFixed(3),
        '02/25/2020_11:14:10.827',
        '1',
        ...rowsOf(points, (j) => (i === rows ? '-nan' : pvScanValue(i, j).toPrecision(10))),
      ].join('\t'),
    ),
  ];
  return { name: 'scan.dat', bytes: latin1(lines.join('\n') + '\n') };
}
export const pvScanValue = (i: number, j: number): number =>
  Number(((1 + ((i * 13 + j) % 211)) * 1.1e-14).toPrecision(10));

/** PV MassSpec MID export. */
export function pvMid(rows = 50, withUtc = true): MadeFile {
  const head = [
    'Time Relative (sec)',
    ...(withUtc ? ['Time Absolute (UTC)'] : []),
    '2_amu',
    '44.1_amu',
    'Total Pressure (mbar)',
    'Temperature (C)',
  ];
  const lines = [
    'PV MassSpec-18.05.05',
    'Run Path and Name: C:\\Data\\mid - Bin',
    '02/25/2020 11:10:13',
    'SensorID:  RGA PrismaPro 200 1',
    head.join('\t'),
    ...rowsOf(rows, (i) =>
      [
        (i * 1.5).toFixed(3),
        ...(withUtc ? [(1_582_625_413.5 + i * 1.5).toFixed(3)] : []),
        (1e-9 + i * 1e-12).toPrecision(10),
        '-3.5e-13',
        '1.25e-06',
        '36.6',
      ].join('\t'),
    ),
  ];
  return { name: 'mid - Bin.dat', bytes: latin1(lines.join('\n') + '\n') };
}

/** PrismaPro scan answer from 1 to 10 with 10 points per u. */
export function prismaScan(options: { count?: number; stated?: number; answered?: boolean } = {}): MadeFile {
  const { count = 91, stated = count, answered = true } = options;
  const values = rowsOf(count, (j) => ((j % 17) * 1.5e-13).toPrecision(3));
  return {
    name: 'scan.json',
    bytes: latin1(
      `{"name":"got","origin":"/mmsp/measurement/scans/-1","data":{"scannum":  7,"scansize":  ${stated},"values":[${values.join(',')} ]}}`,
    ),
    answers: answered
      ? { 'start-mass': '1', 'stop-mass': '10', 'points-per-amu': '10', date: '2024-03-01 10:00:00' }
      : {},
  };
}

/** Hiden MASsoft csv with three masses, one fractional. */
export function hiden(rows = 60, unit?: string): MadeFile {
  const data = rowsOf(rows, (i) => {
    const ms = i === 0 ? 123 : i * 1520 + 400;
    const seconds = Math.floor(ms / 1000);
    return `00:${two(Math.floor(seconds / 60))}:${two(seconds % 60)},${String(ms).padStart(10)},  ${(6.1e-8 + i * 1e-10).toExponential(2)},  2.30e-07,  -1.50e-10,`;
  });
  const lines = [
    `${String(rows).padStart(10, '0')},scans,0000000060,DataLength`,
    '"header",12,"lines"',
    '"Filename","C:\\test.exp",',
    '"Date",01/31/2020,"Time",2:05:06 PM,',
    '"Scans",3,',
    '"Scan ID","Mode","Input","Scanned","Start","Stop","RS",',
    '1,"MID","SEM","Mass",2.00,2.00,1.0,',
    '2,"MID","Faraday","Mass",32.00,32.00,1.0,',
    '3,"MID","SEM","Mass",44.10,44.10,1.0,',
    '"Emission",100,"uA",',
    '',
    '"Time","ms","SEM 2.00","Faraday 32.00","SEM 44.10",',
    ...data,
  ];
  return { name: 'hiden.csv', bytes: latin1(lines.join('\r\n') + '\r\n'), answers: unit === undefined ? {} : { unit } };
}
