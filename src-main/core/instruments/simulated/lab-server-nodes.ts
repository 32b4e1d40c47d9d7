import {
  DataType,
  DataValue,
  coerceStatusCode,
  makeEUInformation,
  standardUnits,
  StatusCodes,
  Variant,
  type AddressSpace,
  type EUInformation,
  type ISessionContext,
  type Namespace,
  type StatusCode,
  type UAObject,
  type UAVariable,
} from 'node-opcua';
import { wireFromUs } from '../opcua/wire-time.ts';
import { LAB_NAMESPACE, LAB_TAGS, type LabTag } from './lab-tags.ts';

/** A value with its stamps, ready for a node. */
export interface PublishedValue {
  value: number;
  status: number;
  sourceTimeUs: number;
  serverTimeUs: number;
}

/** Takes a value written by a client; says with a status whether it is accepted. */
export type WriteHandler = (tag: LabTag, value: number) => StatusCode;

type WriteCallback = (error: Error | null, status?: StatusCode) => void;

/** What of node-opcua's variable is used beyond its published interface. */
interface OpenVariable {
  /** `setValueFromSource` takes whole milliseconds and stamps the server's time itself; this takes both stamps as they are. */
  _internal_set_dataValue(dataValue: DataValue): void;
  writeValue(context: ISessionContext | null, dataValue: DataValue, ...rest: unknown[]): void;
}

const DATA_TYPES: Record<LabTag['dataType'], DataType> = {
  Float: DataType.Float,
  Double: DataType.Double,
  UInt32: DataType.UInt32,
  Boolean: DataType.Boolean,
  DateTime: DataType.DateTime,
};

/** UNECE knows no normal litre: that unit is our own, and says so (opcua.md 2). */
const UNITS: Record<string, EUInformation> = {
  A: standardUnits.ampere,
  V: standardUnits.volt,
  mbar: standardUnits.millibar,
  'mln/min': Object.assign(makeEUInformation('', 'mln/min', 'millilitre per minute at 0 degC and 101325 Pa'), {
    namespaceUri: 'urn:opendems:units',
    unitId: -1,
  }),
};

/** The address space of the lab: browsable folders and one variable per tag, `nsu=urn:opendems:lab;s=<tag>`. */
export class LabNodes {
  readonly #addressSpace: AddressSpace;
  readonly #variables: (UAVariable | null)[];

  /**
   * @param last values published before a restart, shown again with their old stamps
   */
  constructor(
    addressSpace: AddressSpace,
    withFiller: boolean,
    last: readonly (PublishedValue | undefined)[],
    onWrite: WriteHandler,
  ) {
    this.#addressSpace = addressSpace;
    if (withFiller) addressSpace.registerNamespace('urn:opendems:lab:filler');
    const namespace = addressSpace.registerNamespace(LAB_NAMESPACE);
    const folders = new Map<string, UAObject>();
    this.#variables = LAB_TAGS.map((tag, index) => {
      const variable = addVariable(namespace, folderOf(namespace, addressSpace, folders, tag), tag);
      if (tag.writable) acceptWrites(variable, tag, onWrite);
      const value = last[index];
      setValue(variable, value ? dataValueOf(tag, value) : waiting());
      return variable;
    });
  }

  /** Publishes a value; false if the node has been removed. */
  publish(tagIndex: number, value: PublishedValue): boolean {
    const variable = this.#variables[tagIndex];
    if (!variable) return false;
    setValue(variable, dataValueOf(LAB_TAGS[tagIndex]!, value));
    return true;
  }

  remove(tagIndex: number): void {
    const variable = this.#variables[tagIndex];
    if (!variable) return;
    this.#variables[tagIndex] = null;
    this.#addressSpace.deleteNode(variable.nodeId);
  }
}

/** A number as it will be on the wire: a Float has 32 bits, a Boolean is 0 or 1. */
export function asEncoded(tag: LabTag, value: number): number {
  switch (tag.dataType) {
    case 'Float':
      return Math.fround(value);
    case 'Boolean':
      return value !== 0 ? 1 : 0;
    case 'UInt32':
    case 'DateTime':
      return Math.round(value);
    default:
      return value;
  }
}

function dataValueOf(tag: LabTag, published: PublishedValue): DataValue {
  const source = wireFromUs(published.sourceTimeUs);
  const server = wireFromUs(published.serverTimeUs);
  const dataValue = new DataValue(null);
  dataValue.value = new Variant({ dataType: DATA_TYPES[tag.dataType], value: wireValue(tag, published.value) });
  dataValue.statusCode = published.status === 0 ? StatusCodes.Good : coerceStatusCode(published.status);
  dataValue.sourceTimestamp = source.date;
  dataValue.sourcePicoseconds = source.picoseconds;
  dataValue.serverTimestamp = server.date;
  dataValue.serverPicoseconds = server.picoseconds;
  return dataValue;
}

function wireValue(tag: LabTag, value: number): number | boolean | Date {
  if (tag.dataType === 'Boolean') return value !== 0;
  if (tag.dataType !== 'DateTime') return asEncoded(tag, value);
  const { date, picoseconds } = wireFromUs(value);
  // node-opcua encodes this property of a Date; a bare Date has whole milliseconds.
  return Object.assign(date, { picoseconds });
}

function waiting(): DataValue {
  const dataValue = new DataValue(null);
  dataValue.value = new Variant({ dataType: DataType.Null });
  dataValue.statusCode = StatusCodes.BadWaitingForInitialData;
  return dataValue;
}

function setValue(variable: UAVariable, dataValue: DataValue): void {
  (variable as unknown as OpenVariable)._internal_set_dataValue(dataValue);
}

/** `QMS.MID.M2.IonCurrent` lies in QMS, MID, M2. */
function folderOf(
  namespace: Namespace,
  addressSpace: AddressSpace,
  folders: Map<string, UAObject>,
  tag: LabTag,
): UAObject {
  let parent: UAObject = addressSpace.rootFolder.objects;
  let path = '';
  for (const name of tag.id.split('.').slice(0, -1)) {
    path = path ? `${path}.${name}` : name;
    let folder = folders.get(path);
    if (!folder) {
      folder = namespace.addFolder(parent, { browseName: name, nodeId: `s=${path}` });
      folders.set(path, folder);
    }
    parent = folder;
  }
  return parent;
}

function addVariable(namespace: Namespace, parent: UAObject, tag: LabTag): UAVariable {
  const variable = namespace.addVariable({
    componentOf: parent,
    nodeId: `s=${tag.id}`,
    browseName: tag.id.split('.').at(-1)!,
    dataType: tag.dataType,
    // 0: every published value goes into the queues, none is sampled away.
    minimumSamplingInterval: 0,
    accessLevel: tag.writable ? 'CurrentRead | CurrentWrite' : 'CurrentRead',
    userAccessLevel: tag.writable ? 'CurrentRead | CurrentWrite' : 'CurrentRead',
  });
  const unit = UNITS[tag.unit];
  if (unit)
    namespace.addVariable({
      propertyOf: variable,
      browseName: { name: 'EngineeringUnits', namespaceIndex: 0 },
      typeDefinition: 'PropertyType',
      dataType: 'EUInformation',
      accessLevel: 'CurrentRead',
      value: { dataType: DataType.ExtensionObject, value: unit },
    });
  return variable;
}

/** A written value goes to the instrument; the node shows it when the instrument publishes it. */
function acceptWrites(variable: UAVariable, tag: LabTag, onWrite: WriteHandler): void {
  (variable as unknown as OpenVariable).writeValue = (_context, dataValue, ...rest) => {
    const callback = rest.at(-1) as WriteCallback;
    const { dataType, value } = dataValue.value;
    if (dataType !== DATA_TYPES[tag.dataType]) callback(null, StatusCodes.BadTypeMismatch);
    else callback(null, onWrite(tag, typeof value === 'boolean' ? Number(value) : (value as number)));
  };
}
