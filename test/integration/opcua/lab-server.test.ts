import { join } from 'node:path';
import { AttributeIds, makeBrowsePath } from 'node-opcua';
import { afterEach, expect, test } from 'vitest';
import type { NodeMapping } from '../../../shared/domain/profile.ts';
import { openClientIdentity } from '../../../src-main/core/instruments/opcua/client-identity.ts';
import { closeLink, openLink } from '../../../src-main/core/instruments/opcua/link.ts';
import { readServerFacts } from '../../../src-main/core/instruments/opcua/resolve-nodes.ts';
import { LAB_NAMESPACE, LAB_TAGS } from '../../../src-main/core/instruments/simulated/lab-tags.ts';
import { hostClock, SHARED_PKI, startBench, type Bench } from '../../support/opcua-fixture.ts';

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

test('every tag arrives as published: type, value, both stamps to the microsecond', async () => {
  bench = await startBench({ speed: 500 });
  const { profile, sink, instrument } = bench;
  const like = profile.nodes[0]!;
  const nodes: NodeMapping[] = LAB_TAGS.map((tag) => ({
    ...like,
    id: tag.id.toLowerCase(),
    name: tag.id,
    role: 'other',
    mz: null,
    sourceId: tag.source,
    updates: tag.updates,
    node: `nsu=${LAB_NAMESPACE};s=${tag.id}`,
  }));
  profile.nodes.splice(0, profile.nodes.length, ...nodes);
  await instrument.start(sink, []);
  await sink.more(20_000);
  const result = await bench.finish();
  expect(result).toMatchObject({ missing: 0, inGaps: 0, duplicated: 0, invented: 0, disordered: 0 });
  expect(result.received).toBeGreaterThan(20_000);
  for (const { id } of nodes) expect(sink.of(id).length, id).toBeGreaterThan(0);
  // A time in microseconds as the value of a node.
  const scanStart = sink.of('qms.mid.scanstart')[3]!;
  expect(scanStart.value % 1e6).toBe(7);
  // The server stamps with the laboratory's time, within the second in which the model moved.
  expect(sink.of('mfc.1.fmeasure').every(({ serverTimeUs, timeUs }) => Math.abs(serverTimeUs - timeUs) <= 1e6)).toBe(
    true,
  );
});

test('the address space can be browsed and carries UNECE units', async () => {
  bench = await startBench();
  const link = await openLink(
    {
      endpoint: bench.lab.endpoint,
      security: bench.profile.security,
      user: null,
      identity: openClientIdentity(join(SHARED_PKI, 'client')),
      labCertificate: bench.lab.certificate,
      askCertificate: undefined,
      clock: hostClock,
    },
    null,
  );
  const { session } = link;
  const index = (await readServerFacts(session)).namespaces.indexOf(LAB_NAMESPACE);
  const unitOf = async (path: string) => {
    const names = path.split('/').map((name) => `/${index}:${name}`);
    const found = await session.translateBrowsePath(
      makeBrowsePath('ObjectsFolder', `${names.join('')}.0:EngineeringUnits`),
    );
    const nodeId = found.targets![0]!.targetId;
    return (await session.read({ nodeId, attributeId: AttributeIds.Value })).value.value as {
      unitId: number;
      displayName: { text: string };
    };
  };
  // Codes of UNECE Recommendation 20: AMP, VLT, MBR as three ASCII bytes.
  expect(await unitOf('QMS/MID/M32/IonCurrent')).toMatchObject({ unitId: 4_279_632, displayName: { text: 'A' } });
  expect((await unitOf('Cycler/Ch1/Voltage')).unitId).toBe(0x56_4c_54);
  expect((await unitOf('QMS/Status/TotalPressure')).unitId).toBe(0x4d_42_52);
  // There is no normal litre in UNECE.
  expect(await unitOf('MFC/1/fMeasure')).toMatchObject({ unitId: -1, displayName: { text: 'mln/min' } });
  await closeLink(hostClock, link);
});
