/** How a stored column of an `.mpr` is laid out. */
export interface MprColumn {
  name: string;
  type: 'f64' | 'f32' | 'u16' | 'u32';
}

const f64 = (name: string): MprColumn => ({ name, type: 'f64' });
const f32 = (name: string): MprColumn => ({ name, type: 'f32' });

/** Bytes of a column type. */
export const MPR_BYTES: Record<MprColumn['type'], number> = { f64: 8, f32: 4, u16: 2, u32: 4 };

/** Columns by their number, named as the text export names them (formats.md 10). */
export const MPR_COLUMNS: ReadonlyMap<number, MprColumn> = new Map<number, MprColumn>([
  [4, f64('time/s')],
  [5, f32('control/V/mA')],
  [6, f32('Ewe/V')],
  [7, f64('dq/mA.h')],
  [8, f32('I/mA')],
  [9, f32('Ece/V')],
  [11, f64('<I>/mA')],
  [13, f64('(Q-Qo)/mA.h')],
  [16, f32('Analog IN 1/V')],
  [17, f32('Analog IN 2/V')],
  [19, f32('control/V')],
  [20, f32('control/mA')],
  [23, f64('dQ/mA.h')],
  [24, f64('cycle number')],
  [32, f32('freq/Hz')],
  [33, f32('|Ewe|/V')],
  [34, f32('|I|/A')],
  [35, f32('Phase(Z)/deg')],
  [36, f32('|Z|/Ohm')],
  [37, f32('Re(Z)/Ohm')],
  [38, f32('-Im(Z)/Ohm')],
  [39, { name: 'I Range', type: 'u16' }],
  [70, f32('P/W')],
  [74, f64('|Energy|/W.h')],
  [76, f32('<I>/mA')],
  [77, f32('<Ewe>/V')],
  [96, f32('|Ece|/V')],
  [98, f32('Phase(Zce)/deg')],
  [99, f32('|Zce|/Ohm')],
  [100, f32('Re(Zce)/Ohm')],
  [101, f32('-Im(Zce)/Ohm')],
  [123, f64('Energy (we) charge/W.h')],
  [124, f64('Energy (we) discharge/W.h')],
  [125, f64('Capacitance charge/µF')],
  [126, f64('Capacitance discharge/µF')],
  [131, { name: 'Ns', type: 'u16' }],
  [168, f32('Rcmp/Ohm')],
  [169, f32('Cs/µF')],
  [172, f32('Cp/µF')],
  [174, f32('<Ewe>/V')],
  [430, f32('Phase(Zwe-ce)/deg')],
  [431, f32('|Zwe-ce|/Ohm')],
  [432, f32('Re(Zwe-ce)/Ohm')],
  [433, f32('-Im(Zwe-ce)/Ohm')],
  [434, f32('(Q-Qo)/C')],
  [435, f32('dQ/C')],
  [438, f64('step time/s')],
  [441, f32('<Ece>/V')],
  [467, f64('Q charge/discharge/mA.h')],
  [468, { name: 'half cycle', type: 'u32' }],
  [469, { name: 'z cycle', type: 'u32' }],
  [471, f32('<Ece>/V')],
  [473, f32('THD Ewe/%')],
  [474, f32('THD I/%')],
  [476, f32('NSD Ewe/%')],
  [477, f32('NSD I/%')],
  [479, f32('NSR Ewe/%')],
  [480, f32('NSR I/%')],
  ...Array.from({ length: 6 }, (_, i): [number, MprColumn] => [486 + i, f32(`|Ewe h${i + 2}|/V`)]),
  ...Array.from({ length: 6 }, (_, i): [number, MprColumn] => [492 + i, f32(`|I h${i + 2}|/A`)]),
  [880, f64('Energy we/W.h')],
  [883, f64('Energy ce charge/W.h')],
  [884, f64('Energy ce discharge/W.h')],
]);

/** Flags share one byte, at the place of the first of them; value = (byte & mask) > 0, for `mode` the number itself. */
export const MPR_FLAGS: ReadonlyMap<number, { name: string; mask: number }> = new Map([
  [1, { name: 'mode', mask: 0x03 }],
  [2, { name: 'ox/red', mask: 0x04 }],
  [3, { name: 'error', mask: 0x08 }],
  [21, { name: 'control changes', mask: 0x10 }],
  [31, { name: 'Ns changes', mask: 0x20 }],
  [65, { name: 'counter inc.', mask: 0x80 }],
]);

/** Techniques by the first byte of `VMP Set`. */
export const MPR_TECHNIQUES: Readonly<Record<number, string>> = {
  4: 'GCPL',
  6: 'CV',
  11: 'OCV',
  24: 'CA',
  25: 'CP',
  28: 'Wait',
  29: 'PEIS',
  30: 'GEIS',
  50: 'ZIR',
  51: 'CVA',
  108: 'LSV',
  117: 'CoV',
  118: 'CoC',
  127: 'MB',
  136: 'BCD',
};
