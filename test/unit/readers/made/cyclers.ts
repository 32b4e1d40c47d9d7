import { latin1, monthFirst, rowsOf, two, wallParts, type MadeFile } from './made-file.ts';

export const TEST_START = Date.UTC(2020, 0, 31, 12, 0, 0) / 1000;

/** Volt and ampere of row i, as written with five decimals. */
export const volt = (i: number): number => Number((3 + ((i * 37) % 1000) / 1000).toFixed(5));
export const ampere = (i: number): number => Number((0.5 + ((i * 11) % 90) / 1000).toFixed(5));
/** Ten rows of rest, then charge and discharge in turns of twenty. */
export const stateOf = (i: number): 'R' | 'C' | 'D' => (i < 10 ? 'R' : Math.floor(i / 20) % 2 === 0 ? 'C' : 'D');

/** `  0d 00:00:10.0000`, or unpadded seconds with the tail of a 32-bit float. */
function maccorTime(seconds: number, unpadded: boolean): string {
  const days = Math.floor(seconds / 86_400);
  const hour = Math.floor(seconds / 3600) % 24;
  const minute = Math.floor(seconds / 60) % 60;
  const rest = seconds % 60;
  const text = unpadded ? String(Number(Math.fround(rest).toPrecision(15))) : rest.toFixed(4).padStart(7, '0');
  return `  ${days}d ${two(hour)}:${two(minute)}:${text}`;
}

export type MaccorDialect = 'A' | 'A2' | 'B' | 'C';

export interface MaccorOptions {
  rows?: number;
  /** Seconds the wall clock is ahead of the test clock at row i. */
  extra?: (i: number) => number;
  start?: number;
}

/** Test time of row i, seconds. */
export const maccorSeconds = (i: number): number => i * 10.05;

export function maccor(dialect: MaccorDialect, options: MaccorOptions = {}): MadeFile {
  const { rows = 120, extra = () => 0, start = TEST_START } = options;
  const wall = (i: number) => start + maccorSeconds(i) + extra(i);
  const twelveHours = (seconds: number) => {
    const { year, month, day, hour, minute, second } = wallParts(seconds);
    return `${two(month)}/${two(day)}/${year} ${two(hour % 12 || 12)}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
  };
  const signed = (i: number) => {
    const state = stateOf(i);
    const size = state === 'R' ? 0 : dialect === 'A2' ? 0 : ampere(i);
    return dialect === 'A' && state === 'D' ? -size : size;
  };
  const cells = (i: number) => {
    const seconds = maccorSeconds(i);
    const test =
      dialect === 'A'
        ? seconds.toFixed(3)
        : dialect === 'C'
          ? (seconds / 60).toFixed(6)
          : maccorTime(seconds, dialect === 'B');
    const step =
      dialect === 'A'
        ? (seconds % 200).toFixed(3)
        : dialect === 'C'
          ? ((seconds % 200) / 60).toFixed(6)
          : maccorTime(seconds % 200, dialect === 'B');
    const stamp = dialect === 'C' ? twelveHours(wall(i)) : monthFirst(wall(i));
    const aux = dialect === 'B' ? ['-2501.71411', ' C  ', (24 + (i % 5) / 10).toFixed(5), ' C  '] : [];
    return [
      i + 1,
      0,
      1 + Math.floor(i / 20),
      test,
      step,
      '0.00100',
      '0.00370',
      signed(i).toFixed(5),
      volt(i).toFixed(5),
      stateOf(i),
      1,
      stamp,
      ...aux,
    ];
  };
  const names = {
    A: 'Rec#\tCyc#\tStep\tTest (Sec)\tStep (Sec)\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time',
    A2: 'Rec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time',
    B: 'Rec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time\tAux #1\t Units\tAux #2\t Units',
    C: 'Rec\tCycle P\tStep\tTestTime\tStepTime\tCap. [Ah]\tEner. [Wh]\tCurrent [A]\tVoltage [V]\tMd\tES\tDPT Time\t',
  }[dialect];
  const heads = {
    A: [`Today's Date 02/03/2020  Date of Test:\t01/31/2020 Filename:\tC:\\data\\test.001`],
    A2: [`Today's Date 02/03/2020  Date of Test:\t01/31/2020`],
    B: [
      "Today's Date:\t03 February 2020\tDate of Test:\t31 January 2020, 12:00:00 PM",
      '    Filename:\ttest\tTester Channel:\t1',
      'Procedure:\ttest.000\tDescription:',
    ],
    C: ['Name:\ttest', 'Channel:\t3', 'Started\t1/31/2020 12:00:00 PM', ''],
  }[dialect];
  const body = rowsOf(rows, (i) => cells(i).join('\t') + (dialect === 'C' ? '\t' : ''));
  const lines = [...heads, names, ...(dialect === 'C' ? [''] : []), ...body];
  const end = dialect === 'A' ? '\r\n' : '\n';
  return { name: `maccor.00${dialect.length}`, bytes: latin1(lines.join(end) + end) };
}

/** BDF with machine names or labels; `time` gives the test time of row i. */
export function bdf(
  options: { labels?: boolean; unix?: boolean; rows?: number; time?: (i: number) => number } = {},
): MadeFile {
  const { labels = false, unix = false, rows = 80, time = (i) => i * 5 + 0.02 } = options;
  const names = labels
    ? [
        'Test Time / s',
        'Voltage / V',
        'Current / A',
        ...(unix ? ['Unix Time / s'] : []),
        'Cycle Count / 1',
        'Ambient Temperature / degC',
      ]
    : [
        'test_time_second',
        'voltage_volt',
        'current_ampere',
        ...(unix ? ['unix_time_second'] : []),
        'cycle_count',
        'ambient_temperature_celsius',
      ];
  const lines = [
    names.join(','),
    ...rowsOf(rows, (i) =>
      [time(i).toFixed(3), volt(i), ampere(i), ...(unix ? [Math.floor(1_700_000_000 + time(i))] : []), 1, 0].join(','),
    ),
  ];
  return { name: 'cell.bdf.csv', bytes: latin1(lines.join('\n') + '\n') };
}

export function landt(rows = 80): MadeFile {
  const preamble = ['cell model:', 'cell id: ', 'test: '].map((line) => line + ','.repeat(16));
  const names =
    'channel_index,cycle_index,step_index,date_time_iso_string,test_time_s,step_time_s,current_A,voltage_V,discharge_capacity_Ah,charge_capacity_Ah,discharge_energy_Wh,charge_energy_Wh,Pressure_Psi,temperature_1_C,temperature_2_C,temperature_3_C,step_name';
  const lines = [
    ...preamble,
    names,
    ...rowsOf(
      rows,
      (i) =>
        `${i + 1},1,1,${monthFirst(TEST_START + i * 15 + 0.4)},${(i * 15 + 0.02).toFixed(3)},${(i * 15 + 0.02).toFixed(3)},${(-0.0002 * (i % 2)).toFixed(4)},${volt(i).toFixed(4)},0,0.0013,0,0,0,0,0,0,${i < 10 ? 'rest' : 'discharge CC'},`,
    ),
  ];
  return { name: 'landt.csv', bytes: latin1(lines.join('\n') + '\n') };
}

export function neware(rows = 80): MadeFile {
  const duration = (seconds: number) =>
    `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const lines = [
    'DataPoint,Cycle Index,Step Index,Step Type,Time,Cumulative Time,Current(A),Voltage(V),Capacity(Ah),Energy(Wh),Date,Power(W)',
    ...rowsOf(rows, (i) => {
      const seconds = 97_000 + i * 30;
      const { year, month, day, hour, minute, second } = wallParts(TEST_START + seconds);
      return `${i + 1},1,2,CC Chg,${duration(i * 30)},${duration(seconds)},${ampere(i)},${volt(i)},0.5,1.5,${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)},1.9`;
    }),
  ];
  return { name: 'neware.csv', bytes: latin1(lines.join('\r\n') + '\r\n') };
}

export function arbin(stamp: 'unix' | 'days' | 'text', rows = 80): MadeFile {
  const dateTime = (seconds: number) =>
    stamp === 'unix'
      ? String(Math.floor(1_500_000_000 + seconds))
      : stamp === 'days'
        ? String(Number(((TEST_START + Math.floor(seconds)) / 86_400 + 25_569).toFixed(10)))
        : monthFirst(TEST_START + seconds);
  const lines = [
    'Data_Point,Test_Time,DateTime,Step_Time,Step_Index,Cycle_Index,Current,Voltage,Charge_Capacity,Discharge_Capacity,Charge_Energy,Discharge_Energy,dV/dt,Internal_Resistance,Temperature',
    ...rowsOf(rows, (i) => {
      const seconds = Math.floor(i / 2) * 20 + (i % 2) * 0.0001;
      return `${i + 1},${seconds.toFixed(4)},${dateTime(seconds)},${seconds.toFixed(4)},1,1,${ampere(i)},${volt(i)},0.25,0.1,1,0.4,0,0.02,25.5`;
    }),
  ];
  return { name: 'arbin.csv', bytes: latin1(lines.join('\r\n') + '\r\n') };
}

/** A flow log that runs over midnight. */
export function dryCal(options: { rows?: number; answered?: boolean; twelve?: boolean } = {}): MadeFile {
  const { rows = 60, answered = false, twelve = false } = options;
  const lines = [
    'Product,Definer 220',
    'Serial Number,12345',
    'Sample,DryCal smL/min ,DryCal Avg. smL/min ,Temp. Deg C ,Pressure mbar ,Time ',
    ...rowsOf(rows, (i) => {
      const seconds = (23 * 3600 + 59 * 60 + i * 4) % 86_400;
      const hour = Math.floor(seconds / 3600);
      const clock = `${two(twelve ? hour % 12 || 12 : hour)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${twelve ? (hour < 12 ? ' AM' : ' PM') : ''}`;
      return `${i + 1},${(2.5 + (i % 7) / 100).toFixed(3)},2.51,23.4,1004.5,${clock},`;
    }),
  ];
  return {
    name: 'flow.csv',
    bytes: latin1(lines.join('\r\n') + '\r\n'),
    answers: answered ? { date: '2020-01-31', 'flow-temperature': '0' } : {},
  };
}
