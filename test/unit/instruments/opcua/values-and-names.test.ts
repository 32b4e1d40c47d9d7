import fc from 'fast-check';
import { BinaryStream, DataType, DataValue, StatusCodes, Variant, VariantArrayType } from 'node-opcua';
import { describe, expect, test } from 'vitest';
import { leafOf } from '../../../../src-main/core/instruments/opcua/client-identity.ts';
import { hostAndPortOf } from '../../../../src-main/core/instruments/opcua/probe-tcp.ts';
import {
  isNumeric,
  numberOfVariant,
  readDataValue,
  saysNodeIsGone,
  saysNothingReadYet,
  statusName,
} from '../../../../src-main/core/instruments/opcua/read-data-value.ts';
import { relativePathOf, withNamespaceIndex } from '../../../../src-main/core/instruments/opcua/resolve-nodes.ts';
import { usFromWire, wireFromUs } from '../../../../src-main/core/instruments/opcua/wire-time.ts';
import { agrees, variantFor } from '../../../../src-main/core/instruments/opcua/write-setpoint.ts';

/** Over the wire as node-opcua encodes and decodes it. */
function overTheWire(dataValue: DataValue): DataValue {
  const stream = new BinaryStream(1000);
  dataValue.encode(stream);
  stream.rewind();
  const received = new DataValue();
  received.decode(stream);
  return received;
}

describe('times', () => {
  test('2026-11-22T04:57:08.123456Z by its ticks', () => {
    const us = 1_795_323_428_123_456;
    const { date, picoseconds } = wireFromUs(us);
    expect(date.toISOString()).toBe('2026-11-22T04:57:08.123Z');
    expect(picoseconds).toBe(456_000_000);
    expect(usFromWire(date, picoseconds)).toBe(us);
  });

  test('property: every microsecond survives the wire', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000_000_000, max: 4_000_000_000_000_000 }), (us) => {
        const { date, picoseconds } = wireFromUs(us);
        const received = overTheWire(
          new DataValue({
            value: { dataType: DataType.Double, value: 1 },
            sourceTimestamp: date,
            sourcePicoseconds: picoseconds,
          }),
        );
        expect(usFromWire(received.sourceTimestamp, received.sourcePicoseconds)).toBe(us);
      }),
    );
  });

  test('a clock that was never set gives no time', () => {
    expect(usFromWire(new Date(Date.UTC(1601, 0, 1)), 0)).toBeNaN();
    expect(usFromWire(new Date(0), 0)).toBeNaN();
    expect(usFromWire(null, 0)).toBeNaN();
  });
});

describe('values', () => {
  test.each<[DataType, unknown, number]>([
    [DataType.Boolean, true, 1],
    [DataType.Boolean, false, 0],
    [DataType.Byte, 255, 255],
    [DataType.Int16, -32_768, -32_768],
    [DataType.UInt32, 4_294_967_295, 4_294_967_295],
    [DataType.Int64, [0xffff_ffff, 0xffff_fffe], -2],
    [DataType.Int64, [0x0000_0001, 0x0000_0000], 4_294_967_296],
    [DataType.UInt64, [0x0010_0000, 0x0000_0001], 4_503_599_627_370_497],
    [DataType.Float, Math.fround(1e-9), Math.fround(1e-9)],
    [DataType.Double, -9.999999e-31, -9.999999e-31],
    [DataType.DateTime, new Date(1_767_225_600_123), 1_767_225_600_123_000],
  ])('%s %s', (dataType, value, expected) => {
    const variant = overTheWire(
      new DataValue({ value: { dataType, arrayType: VariantArrayType.Scalar, value } }),
    ).value;
    expect(isNumeric(variant)).toBe(true);
    expect(numberOfVariant(variant)).toBe(expected);
  });

  test('what is no number is none', () => {
    for (const variant of [
      new Variant({ dataType: DataType.String, value: 'He' }),
      new Variant({ dataType: DataType.Double, arrayType: VariantArrayType.Array, value: [1, 2] }),
      new Variant(),
    ]) {
      expect(isNumeric(variant)).toBe(false);
      expect(numberOfVariant(variant)).toBeNaN();
    }
  });

  test('a reading takes the best clock there is, and keeps a bad value with its status', () => {
    const source = wireFromUs(1_767_225_600_000_003);
    const server = wireFromUs(1_767_225_601_000_005);
    const dataValue = new DataValue({
      value: { dataType: DataType.Float, value: 2.5 },
      statusCode: StatusCodes.BadSensorFailure,
      sourceTimestamp: source.date,
      sourcePicoseconds: source.picoseconds,
      serverTimestamp: server.date,
      serverPicoseconds: server.picoseconds,
    });
    expect(readDataValue(overTheWire(dataValue), 7)).toEqual({
      timeUs: 1_767_225_600_000_003,
      basis: 'source',
      serverTimeUs: 1_767_225_601_000_005,
      value: 2.5,
      status: 0x808c_0000,
    });
    dataValue.sourceTimestamp = null;
    dataValue.sourcePicoseconds = 0;
    expect(readDataValue(overTheWire(dataValue), 7)).toMatchObject({ timeUs: 1_767_225_601_000_005, basis: 'server' });
    dataValue.serverTimestamp = null;
    dataValue.serverPicoseconds = 0;
    const bare = readDataValue(overTheWire(dataValue), 7);
    expect(bare).toMatchObject({ timeUs: 7, basis: 'receipt' });
    expect(bare.serverTimeUs).toBeNaN();
  });

  test('statuses about the node are no readings', () => {
    expect(saysNodeIsGone(0x8034_0000)).toBe(true);
    expect(saysNodeIsGone(0x808c_0000)).toBe(false);
    expect(saysNothingReadYet(new DataValue({ statusCode: StatusCodes.BadWaitingForInitialData }))).toBe(true);
    expect(saysNothingReadYet(new DataValue({ statusCode: StatusCodes.BadNoCommunication }))).toBe(false);
    expect(statusName(0x808c_0000)).toBe('BadSensorFailure');
  });
});

describe('names of nodes', () => {
  const namespaces = ['http://opcfoundation.org/UA/', 'urn:server', 'urn:opendems:lab'];

  test('an identifier gets the index its URI has now', () => {
    expect(withNamespaceIndex('nsu=urn:opendems:lab;s=QMS.MID.M32.IonCurrent', namespaces)).toBe(
      'ns=2;s=QMS.MID.M32.IonCurrent',
    );
    expect(withNamespaceIndex('nsu=http://opcfoundation.org/UA/;i=2258', namespaces)).toBe('ns=0;i=2258');
    expect(withNamespaceIndex('nsu=urn:unknown;i=1', namespaces)).toBeNull();
  });

  test('a browse path takes URIs in braces, and the one before where there is none', () => {
    expect(relativePathOf('/QMS/MID', namespaces, 2)).toBe('/2:QMS/2:MID');
    expect(relativePathOf('/{urn:server}Devices/{urn:opendems:lab}QMS/MID', namespaces, 0)).toBe(
      '/1:Devices/2:QMS/2:MID',
    );
    expect(relativePathOf('/{http://opcfoundation.org/UA/}Server/x.y', namespaces, 2)).toBe('/0:Server/0:x&.y');
    expect(relativePathOf('/{urn:unknown}QMS', namespaces, 0)).toBeNull();
  });

  test('an endpoint has a host and a port', () => {
    expect(hostAndPortOf('opc.tcp://gateway:49320/x')).toEqual({ host: 'gateway', port: 49_320 });
    expect(hostAndPortOf('opc.tcp://192.168.1.1')).toEqual({ host: '192.168.1.1', port: 4840 });
    expect(hostAndPortOf('opc.tcp://[::1]:4840')).toEqual({ host: '::1', port: 4840 });
  });
});

describe('set points', () => {
  test('fit the type of the node or are refused', () => {
    expect(variantFor(DataType.Float, 2.5)?.value).toBe(2.5);
    expect(variantFor(DataType.UInt16, 16_000)?.value).toBe(16_000);
    expect(variantFor(DataType.UInt16, 16_000.5)).toBeNull();
    expect(variantFor(DataType.Boolean, 1)?.value).toBe(true);
    expect(variantFor(DataType.Boolean, 2)).toBeNull();
    expect(variantFor(DataType.String, 1)).toBeNull();
    expect(variantFor(DataType.Double, Number.POSITIVE_INFINITY)).toBeNull();
  });

  test('agree with their read-back within a Float', () => {
    expect(agrees(3.3, Math.fround(3.3))).toBe(true);
    expect(agrees(3.3, 3.300_01)).toBe(false);
    expect(agrees(0, 0)).toBe(true);
    expect(agrees(0, 1e-9)).toBe(false);
    expect(agrees(1, Number.NaN)).toBe(false);
  });
});

test('the first certificate of a chain', () => {
  const first = Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.alloc(256, 1)]);
  const second = Buffer.concat([Buffer.from([0x30, 0x82, 0x00, 0x80]), Buffer.alloc(128, 2)]);
  expect(leafOf(Buffer.concat([first, second])).equals(first)).toBe(true);
  expect(leafOf(first).equals(first)).toBe(true);
});
