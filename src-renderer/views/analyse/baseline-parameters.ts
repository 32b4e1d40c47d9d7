import type { BaselineResult } from '../../../shared/domain/results.ts';
import { formatSignificant } from '../../format/numbers.ts';

const NAMES: Record<string, string> = {
  tauHours: 'τ',
  tau1Hours: 'τ₁',
  tau2Hours: 'τ₂',
  t0Hours: 't₀',
  power: 'Power p',
};

/** The time constants of a background's shape, as they are read: `τ₁ 2.01 h`. */
export function baselineParameters(model: BaselineResult['models'][number]): { name: string; text: string }[] {
  return Object.entries(model.parameters).map(([key, value]) => ({
    name: NAMES[key] ?? key,
    text: key.endsWith('Hours') ? `${formatSignificant(value, 3)} h` : formatSignificant(value, 3),
  }));
}
