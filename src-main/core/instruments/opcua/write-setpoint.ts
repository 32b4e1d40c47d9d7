import { AttributeIds, DataType, Variant, type ClientSession } from 'node-opcua';
import { AppError } from '../../../../shared/api/errors.ts';
import type { HostClock } from '../../../../shared/domain/clock.ts';
import type { NodeMapping } from '../../../../shared/domain/profile.ts';
import { pause } from './deadline.ts';
import { isNumeric, numberOfVariant, statusName } from './read-data-value.ts';

const INTEGER_TYPES: ReadonlySet<DataType> = new Set([
  DataType.SByte,
  DataType.Byte,
  DataType.Int16,
  DataType.UInt16,
  DataType.Int32,
  DataType.UInt32,
]);
/** How long an instrument may take until what was written can be read. */
const READ_BACK_MS = 2000;
const READ_BACK_EVERY_MS = 50;
/** Relative agreement of a set point with its read-back: a Float carries seven digits. */
const RELATIVE_TOLERANCE = 2e-7;

/** A value as the node's type wants it; null if the type cannot hold it. */
export function variantFor(dataType: DataType, raw: number): Variant | null {
  if (!Number.isFinite(raw)) return null;
  if (dataType === DataType.Boolean) return raw === 0 || raw === 1 ? new Variant({ dataType, value: raw === 1 }) : null;
  if (INTEGER_TYPES.has(dataType)) {
    const rounded = Math.round(raw);
    return Math.abs(raw - rounded) < 1e-9 * Math.max(1, Math.abs(raw))
      ? new Variant({ dataType, value: rounded })
      : null;
  }
  if (dataType === DataType.Float || dataType === DataType.Double) return new Variant({ dataType, value: raw });
  return null;
}

/** Whether a read-back is what was written, within the precision of the wire. */
export function agrees(written: number, readBack: number): boolean {
  return Math.abs(written - readBack) <= RELATIVE_TOLERANCE * Math.max(Math.abs(written), Math.abs(readBack));
}

/**
 * Writes a set point and reads it back.
 * @param value in the channel's unit
 * @returns the read-back in the channel's unit; rejects with an AppError if it was refused or differs
 */
export async function writeSetpoint(
  session: ClientSession,
  nodeId: string,
  mapping: NodeMapping,
  value: number,
  clock: HostClock,
): Promise<number> {
  const raw = (value - mapping.offset) / mapping.scale;
  const read = () => session.read({ nodeId, attributeId: AttributeIds.Value });
  const fail = (code: string, happened: string, next: string) =>
    new AppError({ code, happened, safe: 'Recording goes on.', next });

  const present = await read();
  const variant = isNumeric(present.value) ? variantFor(present.value.dataType, raw) : null;
  if (!variant)
    throw fail(
      'value-not-writable',
      `${mapping.name} cannot be set to ${value} ${mapping.unit}: its type on the server is ${DataType[present.value?.dataType ?? DataType.Null]}.`,
      'Give a value that fits, or correct scale and offset in the mapping.',
    );
  const status = await session.write({ nodeId, attributeId: AttributeIds.Value, value: { value: variant } });
  if (status.isNotGood())
    throw fail(
      'write-refused',
      `The server refused to set ${mapping.name} to ${value} ${mapping.unit} (${statusName(status.value)}).`,
      'Check the range of the instrument and that this user may write the node.',
    );

  const untilUs = clock.monotonicUs() + READ_BACK_MS * 1000;
  for (;;) {
    const back = await read();
    const readBack = numberOfVariant(back.value);
    if (back.statusCode.isGood() && agrees(raw, readBack)) return readBack * mapping.scale + mapping.offset;
    if (clock.monotonicUs() > untilUs)
      throw fail(
        'read-back-differs',
        `${mapping.name} was set to ${value} ${mapping.unit}, but ${back.statusCode.isGood() ? `${readBack * mapping.scale + mapping.offset} ${mapping.unit}` : statusName(back.statusCode.value)} was read back.`,
        'Look at the instrument itself before relying on the set point.',
      );
    await pause(clock, READ_BACK_EVERY_MS, new AbortController().signal);
  }
}
