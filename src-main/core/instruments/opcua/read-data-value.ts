import { coerceStatusCode, DataType, StatusCodes, VariantArrayType, type DataValue, type Variant } from 'node-opcua';
import { usFromWire } from './wire-time.ts';

/** Which stamp a sample's time was taken from. */
export type StampBasis = 'source' | 'server' | 'receipt';

/** One value as it came over the wire. */
export interface Reading {
  /** Microseconds by the best clock there is. */
  timeUs: number;
  basis: StampBasis;
  /** Server's stamp, microseconds; NaN where it gave none. */
  serverTimeUs: number;
  /** Raw number; NaN where there is none. */
  value: number;
  /** Raw 32-bit status code. */
  status: number;
}

/** Statuses that speak of the node, not of a measurement: they are events, never samples. */
const NODE_GONE = new Set([
  StatusCodes.BadNodeIdUnknown.value,
  StatusCodes.BadNodeIdInvalid.value,
  StatusCodes.BadMonitoredItemIdInvalid.value,
]);
const NOT_YET_READ = new Set([StatusCodes.BadWaitingForInitialData.value, StatusCodes.UncertainInitialValue.value]);

/** True where the server says that the node does not exist (any more). */
export function saysNodeIsGone(status: number): boolean {
  return NODE_GONE.has(status);
}

/** True where the server has not read its instrument yet: there is no reading to keep. */
export function saysNothingReadYet(dataValue: DataValue): boolean {
  if (!NOT_YET_READ.has(dataValue.statusCode.value)) return false;
  return dataValue.value === null || dataValue.value === undefined || dataValue.value.dataType === DataType.Null;
}

/** Name of a status code, e.g. `BadSensorFailure`; its number where it has none. */
export function statusName(status: number): string {
  const name = coerceStatusCode(status).name;
  return name && name !== 'Unknown' ? name : `0x${status.toString(16).padStart(8, '0')}`;
}

/** Whether values of this type can be recorded as numbers. */
export function isNumeric(variant: Variant | null | undefined): boolean {
  if (!variant || variant.arrayType !== VariantArrayType.Scalar) return false;
  switch (variant.dataType) {
    case DataType.Boolean:
    case DataType.SByte:
    case DataType.Byte:
    case DataType.Int16:
    case DataType.UInt16:
    case DataType.Int32:
    case DataType.UInt32:
    case DataType.Int64:
    case DataType.UInt64:
    case DataType.Float:
    case DataType.Double:
    case DataType.DateTime:
      return true;
    default:
      return false;
  }
}

/** A value as a number: booleans 0 or 1, 64-bit integers rounded to a Float64, times in microseconds; NaN for anything else. */
export function numberOfVariant(variant: Variant | null | undefined): number {
  if (!variant || !isNumeric(variant)) return Number.NaN;
  const value: unknown = variant.value;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) {
    return usFromWire(value, (value as Date & { picoseconds?: number }).picoseconds);
  }
  if (Array.isArray(value) && value.length === 2) {
    const bits = (BigInt(Number(value[0]) >>> 0) << 32n) | BigInt(Number(value[1]) >>> 0);
    return Number(variant.dataType === DataType.Int64 ? BigInt.asIntN(64, bits) : bits);
  }
  return Number.NaN;
}

/** Reads a data value: source stamp if present and plausible, else the server's, else the receipt. */
export function readDataValue(dataValue: DataValue, receiptUtcUs: number): Reading {
  const sourceTimeUs = usFromWire(dataValue.sourceTimestamp, dataValue.sourcePicoseconds);
  const serverTimeUs = usFromWire(dataValue.serverTimestamp, dataValue.serverPicoseconds);
  const value = numberOfVariant(dataValue.value);
  const status = dataValue.statusCode.value >>> 0;
  if (!Number.isNaN(sourceTimeUs)) return { timeUs: sourceTimeUs, basis: 'source', serverTimeUs, value, status };
  if (!Number.isNaN(serverTimeUs)) return { timeUs: serverTimeUs, basis: 'server', serverTimeUs, value, status };
  return { timeUs: receiptUtcUs, basis: 'receipt', serverTimeUs, value, status };
}
