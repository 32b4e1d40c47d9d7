import type { SeriesRequest } from '../../shared/api/views.ts';
import type { Channel } from '../../shared/domain/channel.ts';
import { speciesOfMz } from '../../shared/domain/species.ts';
import { UNIT_LABELS, type Unit } from '../../shared/domain/units.ts';
import { formatFormula } from '../format/rich-text.ts';
import {
  CURRENT_STYLE,
  FLOW_STYLE,
  ionStyles,
  SET_POINT_STYLE,
  VOLTAGE_STYLE,
  type CurveStyle,
} from './channel-style.ts';

export const ROW_IDS = ['cell', 'ions', 'flow', 'gases'] as const;
export type RowId = (typeof ROW_IDS)[number];

/** Shares of the height of the rows; the readouts beside them use the same. */
export const ROW_WEIGHTS: Record<RowId, number> = { cell: 168, ions: 270, flow: 112, gases: 212 };

/** A curve of the plan: what is asked of the core and how it is drawn. */
export interface PlannedCurve {
  id: string;
  channelId: string;
  request: SeriesRequest;
  label: string;
  style: CurveStyle;
  side: 'left' | 'right';
  staircase: boolean;
}

export interface PlannedRow {
  id: RowId;
  weight: number;
  title: string;
  curves: PlannedCurve[];
}

/** What a run is made of, as far as its picture depends on it. */
export interface RowsInput {
  channels: readonly Channel[];
  carrierGas: 'He' | 'Ar' | 'N2';
  referenceElectrode: string;
}

/** m/z of gases that row four follows, in the order of the readouts. */
export const GAS_MASSES = [32, 44, 64, 2] as const;
/** m/z that stands for a carrier; argon's own peak saturates, so its rare isotope comes first (science.md 1.2). */
const CARRIER_MASSES = { He: [4], Ar: [36, 40], N2: [28] } as const;

/** The channel of the carrier, if it is recorded. */
export function carrierChannel(input: RowsInput): Channel | undefined {
  for (const mass of CARRIER_MASSES[input.carrierGas]) {
    const found = input.channels.find((channel) => channel.role === 'ion-current' && nominal(channel) === mass);
    if (found) return found;
  }
  return undefined;
}

/** The cell voltage: the cycler's own, else the copy at the mass spectrometer. */
export function voltageChannel(channels: readonly Channel[]): Channel | undefined {
  return (
    channels.find((channel) => channel.role === 'voltage') ??
    channels.find((channel) => channel.role === 'auxiliary-voltage')
  );
}

/** Ion currents with gases first, then carrier and air, then fragments: the order of tables and of keys 1 to 9. */
export function ionChannels(channels: readonly Channel[]): Channel[] {
  const order = [32, 44, 64, 2, 4, 18, 28, 40, 34];
  const place = (channel: Channel) => {
    const known = order.indexOf(nominal(channel));
    return known >= 0 ? known : order.length + (channel.mz ?? 0);
  };
  return channels.filter((channel) => channel.role === 'ion-current').sort((a, b) => place(a) - place(b));
}

/** `O₂` for m/z 32; empty for masses without a usual species. */
export function speciesLabel(channel: Channel): string {
  const species = channel.mz === null ? undefined : speciesOfMz(channel.mz);
  return species ? formatFormula(species.formula) : '';
}

/** Unit of an axis without a slash, because the title already has one. */
export function axisUnit(unit: Unit): string {
  return UNIT_LABELS[unit].replace('/min', ' min\u207b\u00b9').replace('/g', ' g\u207b\u00b9');
}

/** Rows of the stack for what a run recorded; rows without a channel are left out. */
export function planRows(input: RowsInput): PlannedRow[] {
  const rows = [cellRow(input), ionRow(input), flowRow(input), gasRow(input)];
  return rows.filter((row) => row.curves.length > 0);
}

function cellRow({ channels, referenceElectrode }: RowsInput): PlannedRow {
  const voltage = voltageChannel(channels);
  const current = channels.find((channel) => channel.role === 'current');
  const curves: PlannedCurve[] = [];
  // The current first, so that the voltage lies over it.
  if (current) curves.push({ ...plain(current, 'I', CURRENT_STYLE), side: voltage ? 'right' : 'left' });
  if (voltage) curves.push(plain(voltage, 'E', VOLTAGE_STYLE));
  const title = voltage ? `E / V${referenceElectrode ? ` vs ${referenceElectrode}` : ''}` : 'I';
  return { id: 'cell', weight: ROW_WEIGHTS.cell, title, curves };
}

function ionRow({ channels }: RowsInput): PlannedRow {
  const ions = ionChannels(channels);
  const styles = ionStyles(ions.map((channel) => channel.mz ?? 0));
  // Drawn from the last to the first, so that the gases lie on top.
  const curves = ions.toReversed().map((channel) => {
    const label = [String(channel.mz ?? channel.name), speciesLabel(channel)].join(' ').trim();
    return plain(channel, label, styles.get(channel.mz ?? 0)!);
  });
  return { id: 'ions', weight: ROW_WEIGHTS.ions, title: 'Ion current / A', curves };
}

function flowRow({ channels }: RowsInput): PlannedRow {
  const flow = channels.find((channel) => channel.role === 'flow');
  const setPoint = channels.find((channel) => channel.role === 'flow-setpoint' && channel.unit === flow?.unit);
  const curves: PlannedCurve[] = [];
  if (flow && setPoint) curves.push({ ...plain(setPoint, 'Set', SET_POINT_STYLE), staircase: true });
  if (flow) curves.push(plain(flow, 'Flow', FLOW_STYLE));
  return { id: 'flow', weight: ROW_WEIGHTS.flow, title: `Flow / ${axisUnit(flow?.unit ?? 'mln/min')}`, curves };
}

function gasRow(input: RowsInput): PlannedRow {
  const carrier = carrierChannel(input);
  const styles = ionStyles([...GAS_MASSES]);
  const curves = GAS_MASSES.flatMap((mass): PlannedCurve[] => {
    const channel = input.channels.find((one) => one.role === 'ion-current' && nominal(one) === mass);
    if (!channel || !carrier || channel.id === carrier.id) return [];
    return [
      {
        ...plain(channel, speciesLabel(channel), styles.get(mass)!),
        id: `${channel.id}/${carrier.id}`,
        request: { kind: 'ratio', channelId: channel.id, carrierChannelId: carrier.id },
      },
    ];
  });
  const title = `I(m/z) / I(${carrier ? speciesLabel(carrier) || input.carrierGas : input.carrierGas})`;
  return { id: 'gases', weight: ROW_WEIGHTS.gases, title, curves: curves.toReversed() };
}

function plain(channel: Channel, label: string, style: CurveStyle): PlannedCurve {
  return {
    id: channel.id,
    channelId: channel.id,
    request: { kind: 'channel', channelId: channel.id },
    label,
    style,
    side: 'left',
    staircase: channel.updates === 'on-change',
  };
}

function nominal(channel: Channel): number {
  return Math.round(channel.mz ?? -1);
}

/** Cell and gases in equal shares with their left axes alone, for a preview. */
export function previewRows(rows: readonly PlannedRow[]): PlannedRow[] {
  return rows
    .filter((row) => row.id === 'cell' || row.id === 'gases')
    .map((row) => ({ ...row, weight: 1, curves: row.curves.filter((curve) => curve.side === 'left') }));
}
