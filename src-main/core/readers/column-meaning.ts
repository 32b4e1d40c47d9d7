import { columnUnit, splitColumnName } from '../formats/column-unit.ts';
import type { ChannelMeaning } from './channel-naming.ts';

/** Column names of potentiostats and cyclers that say what they are, most telling first. */
const VOLTAGE = /^(<?Ewe>?|<Ewe\/V>|<?Ecell>?|Voltage|Volts?|Potential)$/i;
const CURRENT = /^(<?I>?|Current|Amps)$/i;
const CYCLE = /^(cycle number|cycle count|cycle[ _]index|Cyc#|cycle)$/i;
const STEP = /^(Ns|step[ _]index|step[ _]count|step[ _]id|step)$/i;

/** Role, unit and scale of a column by its name, e.g. `<I>/mA`, `Voltage [V]`, `Current(A)`. */
export function columnMeaning(name: string): ChannelMeaning {
  const { quantity, unitText } = name === '<Ewe/V>' ? { quantity: 'Ewe', unitText: 'V' } : splitColumnName(name);
  const known = columnUnit(unitText);
  if (known?.unit === 'V' && VOLTAGE.test(quantity)) return { name, role: 'voltage', ...known };
  if (known?.unit === 'A' && CURRENT.test(quantity)) return { name, role: 'current', ...known };
  if (CYCLE.test(name) || CYCLE.test(quantity)) return { name, role: 'cycle-index', unit: '1', updates: 'on-change' };
  if (STEP.test(name)) return { name, role: 'step-index', unit: '1', updates: 'on-change' };
  if (known?.unit === 'degC') return { name, role: 'other', ...known };
  return { name, role: 'other', ...(known ?? { unit: '1' }) };
}
