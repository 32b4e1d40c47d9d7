/** Namespace of the simulated lab's server. */
export const LAB_NAMESPACE = 'urn:opendems:lab';

/** Masses of the MID scan in scan order (science.md 7). */
export const MID_MASSES = [2, 4, 12, 14, 18, 28, 32, 34, 40, 44, 48, 64, 66] as const;

/** Which instrument of the lab stamps a tag: each has a clock of its own. */
export type LabSource = 'qms' | 'mfc' | 'cycler' | 'valve';

/** OPC-UA data type of a tag as published. */
export type LabDataType = 'Float' | 'Double' | 'UInt32' | 'Boolean' | 'DateTime';

/** A published quantity of the simulated lab (names: opcua.md 6). */
export interface LabTag {
  /** Identifier string in LAB_NAMESPACE, e.g. `QMS.MID.M32.IonCurrent`. */
  id: string;
  source: LabSource;
  dataType: LabDataType;
  /** Engineering unit, ASCII; empty where there is none. */
  unit: string;
  updates: 'periodic' | 'on-change';
  writable: boolean;
}

const tag = (
  id: string,
  source: LabSource,
  dataType: LabDataType,
  unit: string,
  updates: LabTag['updates'],
  writable = false,
): LabTag => ({ id, source, dataType, unit, updates, writable });

/** Every tag of the lab; the position in this list is the tag's index in the model's output. */
export const LAB_TAGS: readonly LabTag[] = [
  ...MID_MASSES.map((mass) => tag(`QMS.MID.M${mass}.IonCurrent`, 'qms', 'Float', 'A', 'periodic')),
  tag('QMS.MID.AnalogIn1', 'qms', 'Float', 'V', 'periodic'),
  tag('QMS.MID.ScanNumber', 'qms', 'UInt32', '', 'periodic'),
  tag('QMS.MID.ScanStart', 'qms', 'DateTime', '', 'periodic'),
  tag('QMS.Status.TotalPressure', 'qms', 'Float', 'mbar', 'periodic'),
  tag('QMS.Status.Emission', 'qms', 'Boolean', '', 'on-change'),
  tag('QMS.Status.EM', 'qms', 'Boolean', '', 'on-change'),
  tag('QMS.Status.Scanning', 'qms', 'Boolean', '', 'on-change'),
  tag('QMS.Status.HardwareErrors', 'qms', 'UInt32', '', 'on-change'),
  tag('QMS.Status.SystemStatus', 'qms', 'UInt32', '', 'on-change'),
  tag('QMS.Cmd.Scan', 'qms', 'Boolean', '', 'on-change', true),
  tag('MFC.1.fMeasure', 'mfc', 'Float', 'mln/min', 'periodic'),
  tag('MFC.1.fSetpoint', 'mfc', 'Float', 'mln/min', 'on-change', true),
  tag('Gas.Valve.Selection', 'valve', 'UInt32', '', 'on-change'),
  tag('Cycler.Ch1.Voltage', 'cycler', 'Double', 'V', 'periodic'),
  tag('Cycler.Ch1.Current', 'cycler', 'Double', 'A', 'periodic'),
  tag('Cycler.Ch1.Step', 'cycler', 'UInt32', '', 'on-change'),
  tag('Cycler.Ch1.Cycle', 'cycler', 'UInt32', '', 'on-change'),
  tag('Cycler.Ch1.State', 'cycler', 'UInt32', '', 'on-change'),
];
