import { columnUnit, splitColumnName } from '../formats/column-unit.ts';
import type { ChannelMeaning } from './channel-naming.ts';

/** Column names of potentiostats and cyclers that say what they are, the most telling first. */
const VOLTAGE = [/^Ewe$/, /^<Ewe>?$/, /^<?Ecell>?$/, /^(Voltage|Volts?|Potential)$/i];
const CURRENT = [/^<I>$/, /^I$/, /^(Current|Amps)$/i];
const CYCLE = /^(cycle number|cycle[ _]count|cycle[ _]index|Cyc#|cycle)$/i;
const STEP = /^(Ns|step[ _]index|step[ _]count|step[ _]id|step)$/i;

const partsOf = (name: string) => (name === '<Ewe/V>' ? { quantity: '<Ewe', unitText: 'V' } : splitColumnName(name));

/** Role, unit and scale of a column by its name, e.g. `<I>/mA`, `Voltage [V]`, `Current(A)`. */
function columnMeaning(name: string): ChannelMeaning {
  // Volts or milliamperes, depending on the row's mode.
  if (name === 'control/V/mA') return { name, role: 'other', unit: '1' };
  const { quantity, unitText } = partsOf(name);
  const known = columnUnit(unitText, quantity);
  if (known?.unit === 'V' && VOLTAGE.some((pattern) => pattern.test(quantity)))
    return { name, role: 'voltage', ...known };
  if (known?.unit === 'A' && CURRENT.some((pattern) => pattern.test(quantity)))
    return { name, role: 'current', ...known };
  if (CYCLE.test(name) || CYCLE.test(quantity)) return { name, role: 'cycle-index', unit: '1', updates: 'on-change' };
  if (STEP.test(name)) return { name, role: 'step-index', unit: '1', updates: 'on-change' };
  return { name, role: 'other', ...(known ?? { unit: '1' }) };
}

/**
 * Meanings of all columns of one table: of several voltages (currents) only the most telling one has the role, the rest
 * are kept as `other`.
 */
export function columnMeanings(names: readonly string[]): ChannelMeaning[] {
  const meanings = names.map(columnMeaning);
  for (const [role, patterns] of [
    ['voltage', VOLTAGE],
    ['current', CURRENT],
  ] as const) {
    const rank = (index: number) => patterns.findIndex((pattern) => pattern.test(partsOf(names[index]).quantity));
    const candidates = meanings.flatMap((meaning, index) => (meaning.role === role ? [index] : []));
    const best = [...candidates].sort((a, b) => rank(a) - rank(b) || a - b)[0];
    for (const index of candidates) if (index !== best) meanings[index] = { ...meanings[index], role: 'other' };
  }
  return meanings;
}
