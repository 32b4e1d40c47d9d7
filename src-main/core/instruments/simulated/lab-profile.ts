import type { OpcUaProfile, NodeMapping } from '../../../../shared/domain/profile.ts';
import type { ChannelRole } from '../../../../shared/domain/role.ts';
import type { Source } from '../../../../shared/domain/source.ts';
import { speciesOfMz } from '../../../../shared/domain/species.ts';
import { NORMAL_CONDITIONS, type Unit } from '../../../../shared/domain/units.ts';
import { LAB_NAMESPACE, LAB_TAGS, MID_MASSES, type LabSource } from './lab-tags.ts';

const SOURCE_IDS: Record<LabSource, string> = { qms: 'qms', mfc: 'mfc', cycler: 'cycler', valve: 'valve' };

const SOURCES: Source[] = [
  { id: 'qms', name: 'Mass spectrometer', kind: 'mass-spectrometer' },
  { id: 'mfc', name: 'Flow controller', kind: 'mass-flow-controller' },
  { id: 'cycler', name: 'Cycler', kind: 'cycler' },
  { id: 'valve', name: 'Gas valve', kind: 'gas-valve' },
].map((source) => ({ ...source, clockKind: 'utc', zone: null, zeroUtcUs: null, reachedBy: 'opc-ua' }) as Source);

/** Channel id, name and role of the tags that are recorded by default. */
const RECORDED: { tag: string; id: string; name: string; role: ChannelRole; mz: number | null; unit: Unit }[] = [
  ...MID_MASSES.map((mass) => ({
    tag: `QMS.MID.M${mass}.IonCurrent`,
    id: `qms.m${mass}`,
    name: [`m/z ${mass}`, speciesOfMz(mass)?.formula].filter(Boolean).join(' '),
    role: 'ion-current' as const,
    mz: mass,
    unit: 'A' as const,
  })),
  one('QMS.MID.AnalogIn1', 'qms.analog-in-1', 'Cell voltage at the mass spectrometer', 'auxiliary-voltage', 'V'),
  one('QMS.MID.ScanNumber', 'qms.scan-number', 'Scan number', 'scan-number', '1'),
  one('QMS.Status.TotalPressure', 'qms.total-pressure', 'Total pressure', 'total-pressure', 'mbar'),
  one('QMS.Status.Emission', 'qms.emission', 'Emission', 'emission', '1'),
  one('MFC.1.fMeasure', 'mfc.flow', 'Carrier flow', 'flow', 'mln/min'),
  one('MFC.1.fSetpoint', 'mfc.setpoint', 'Flow set point', 'flow-setpoint', 'mln/min'),
  one('Gas.Valve.Selection', 'valve.selection', 'Gas selection', 'gas-selection', '1'),
  one('Cycler.Ch1.Voltage', 'cycler.voltage', 'Cell voltage', 'voltage', 'V'),
  one('Cycler.Ch1.Current', 'cycler.current', 'Current', 'current', 'A'),
  one('Cycler.Ch1.Step', 'cycler.step', 'Step', 'step-index', '1'),
  one('Cycler.Ch1.Cycle', 'cycler.cycle', 'Cycle', 'cycle-index', '1'),
];

function one(tag: string, id: string, name: string, role: ChannelRole, unit: Unit) {
  return { tag, id, name, role, mz: null, unit };
}

/** The profile that maps the simulated lab's default tags to roles. */
export function simulatedLabProfile(endpoint: string): OpcUaProfile {
  const nodes: NodeMapping[] = RECORDED.map(({ tag, ...channel }) => {
    const labTag = LAB_TAGS.find((candidate) => candidate.id === tag)!;
    const isFlow = channel.role === 'flow' || channel.role === 'flow-setpoint';
    return {
      ...channel,
      sourceId: SOURCE_IDS[labTag.source],
      scale: 1,
      offset: 0,
      flowReference: isFlow ? NORMAL_CONDITIONS : null,
      updates: labTag.updates,
      writable: labTag.writable,
      node: `nsu=${LAB_NAMESPACE};s=${tag}`,
    };
  });
  return {
    version: 1,
    name: 'Simulated lab',
    kind: 'opc-ua',
    endpoint,
    security: { mode: 'SignAndEncrypt', policy: 'Basic256Sha256' },
    user: { kind: 'anonymous' },
    sources: SOURCES,
    nodes,
    publishingIntervalMs: 100,
    queueSeconds: 120,
    // Twice the cycler's and the controller's one value per second: queues at both ends are as long as this asks.
    fastestRateHz: 2,
  };
}
