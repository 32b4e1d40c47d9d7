import { formatFixed, formatSigned, MISSING } from '../../format/numbers.ts';
import { scaledValue, type GasMode, type GasScale } from '../../plot/gas-scale.ts';

export interface GasReadoutInput {
  mode: GasMode;
  /** How the gas is shown, in ratio mode its change; undefined while its reference is not known. */
  scale: GasScale | undefined;
  /** Newest ratio to the carrier as drawn. */
  ratio: number | undefined;
  /** Highest shown value since the reference. */
  peak: { value: number; hours: number } | undefined;
  ratioText: (ratio: number | undefined) => string;
}

/** What a gas's tile says. The unit of rates stands above the tiles, once for all. */
export interface GasReadout {
  /** Behind the gas's name. */
  suffix: string;
  value: string;
  unit: string;
  note: string;
}

export function gasReadout({ mode, scale, ratio, peak, ratioText }: GasReadoutInput): GasReadout {
  const value = scale && ratio !== undefined ? scaledValue(ratio, scale) : undefined;
  const change = formatSigned(value, value !== undefined && Math.abs(value) >= 100 ? 0 : 1);
  if (mode === 'ratio') return { suffix: '', value: ratioText(ratio), unit: '', note: `${change} %` };
  if (mode === 'change') return { suffix: '', value: change, unit: '%', note: `${ratioText(ratio)} of carrier` };
  const isNormalised = scale?.quantity === 'normalised';
  return {
    suffix: isNormalised ? ' norm.' : '',
    value: value === undefined ? MISSING : formatFixed(value, Math.abs(value) >= 100 ? 0 : 1),
    unit: isNormalised ? '10\u207b\u2075 g\u207b\u00b9' : '',
    note: noteOf(value, peak),
  };
}

/** The peak; where the gas never stood above its background, that says why the number is negative. */
function noteOf(value: number | undefined, peak: GasReadoutInput['peak']): string {
  if (peak && peak.value > 0) return `Peak ${formatFixed(peak.value, 1)} at ${formatFixed(peak.hours, 1)} h`;
  return peak && value !== undefined && value < 0 ? 'Below its background' : '';
}
