import type { SimulationPreset } from '../../../shared/domain/profile.ts';

/** What a preset of the simulated lab is, in words. */
export const PRESET_LABELS: Record<SimulationPreset, string> = {
  'bare-ncm85': 'Bare NCM85',
  'zro2-ncm85': 'ZrO₂-coated NCM85',
  'zero-gas': 'Zero gas, empty cell',
  leak: 'Air leak',
};
