import { CHANNEL_ROLES, ROLE_UNITS, type ChannelRole } from '../../../shared/domain/role.ts';
import type { Unit } from '../../../shared/domain/units.ts';

/** Roles as a person calls them. */
export const ROLE_LABELS: Record<ChannelRole, string> = {
  'ion-current': 'Ion current',
  'scan-number': 'Scan number',
  'scan-start': 'Scan start',
  'auxiliary-voltage': 'Voltage, polled',
  'total-pressure': 'Total pressure',
  emission: 'Emission',
  multiplier: 'Multiplier',
  scanning: 'Scanning',
  'hardware-errors': 'Hardware errors',
  'system-status': 'System status',
  flow: 'Flow',
  'flow-setpoint': 'Flow set point',
  'gas-temperature': 'Gas temperature',
  'valve-output': 'Valve output',
  'gas-selection': 'Gas selection',
  voltage: 'Cell voltage',
  current: 'Cell current',
  'test-time': 'Test time',
  'step-index': 'Step number',
  'cycle-index': 'Cycle number',
  'cycler-state': 'Cycler state',
  'cell-temperature': 'Cell temperature',
  other: 'Other',
};

/** Roles that a channel of this unit can have: a role's unit is never guessed from its numbers. */
export function rolesFor(unit: Unit): ChannelRole[] {
  const volumeFlows: Unit[] = ['mln/min', 'mls/min', 'sccm'];
  return CHANNEL_ROLES.filter((role) => {
    if (role === 'other') return true;
    if (role === 'flow' || role === 'flow-setpoint') return volumeFlows.includes(unit);
    return ROLE_UNITS[role] === unit;
  });
}
