import type { Unit } from './units.ts';

/** What a channel means to the program. A channel without a known role is kept and shown, never guessed. */
export const CHANNEL_ROLES = [
  'ion-current',
  'scan-number',
  'scan-start',
  'auxiliary-voltage',
  'total-pressure',
  'emission',
  'multiplier',
  'scanning',
  'hardware-errors',
  'system-status',
  'flow',
  'flow-setpoint',
  'gas-temperature',
  'valve-output',
  'gas-selection',
  'voltage',
  'current',
  'test-time',
  'step-index',
  'cycle-index',
  'cycler-state',
  'cell-temperature',
  'other',
] as const;

export type ChannelRole = (typeof CHANNEL_ROLES)[number];

/** The unit a role is stored in; `null` where the unit is the channel's own affair. */
export const ROLE_UNITS: Record<ChannelRole, Unit | null> = {
  'ion-current': 'A',
  'scan-number': '1',
  'scan-start': 's',
  'auxiliary-voltage': 'V',
  'total-pressure': 'mbar',
  emission: '1',
  multiplier: '1',
  scanning: '1',
  'hardware-errors': '1',
  'system-status': '1',
  flow: null,
  'flow-setpoint': null,
  'gas-temperature': 'degC',
  'valve-output': '%',
  'gas-selection': '1',
  voltage: 'V',
  current: 'A',
  'test-time': 's',
  'step-index': '1',
  'cycle-index': '1',
  'cycler-state': '1',
  'cell-temperature': 'degC',
  other: null,
};

/** What flows through the cell or past it, as the `gas-selection` channel counts. */
export const GAS_SELECTIONS = ['carrier', 'zero gas', 'calibration gas'] as const;
export type GasSelection = (typeof GAS_SELECTIONS)[number];
