import {
  DataChangeNotification,
  DataType,
  DataValue,
  MonitoredItemNotification,
  NotificationMessage,
  StatusCodes,
} from 'node-opcua';
import { expect, test } from 'vitest';
import { ManualClock, scaledLabClock } from '../../../../shared/domain/clock.ts';
import { ChannelBoard } from '../../../../src-main/core/instruments/opcua/channel-board.ts';
import { wireFromUs } from '../../../../src-main/core/instruments/opcua/wire-time.ts';
import { simulatedLabProfile } from '../../../../src-main/core/instruments/simulated/lab-profile.ts';
import { RecordingSink } from '../../../support/recording-sink.ts';

const EPOCH_US = 1_767_225_600_000_000;
const FLOW = 1;
const SETPOINT = 2;

/** Flow and set point of the lab on a clock that stands still until moved. */
function newBoard() {
  const host = new ManualClock();
  const clock = scaledLabClock(host, EPOCH_US, 1);
  const sink = new RecordingSink();
  const profile = simulatedLabProfile('opc.tcp://127.0.0.1:4840');
  profile.nodes = ['mfc.flow', 'mfc.setpoint'].map((id) => profile.nodes.find((node) => node.id === id)!);
  const board = new ChannelBoard(profile, sink, clock, []);
  const monitored = (handle: number, revisedQueueSize = 1200) => ({
    handle,
    nodeId: `ns=2;s=${handle}`,
    revisedQueueSize,
    revisedSamplingMs: 0,
    problem: null,
  });
  board.setMonitored([monitored(FLOW), monitored(SETPOINT)]);
  board.attached(false, false);
  const message = (handle: number, value: number, statusCode = StatusCodes.Good) => {
    const stamp = wireFromUs(clock.utcUs());
    return new NotificationMessage({
      sequenceNumber: 1,
      notificationData: [
        new DataChangeNotification({
          monitoredItems: [
            new MonitoredItemNotification({
              clientHandle: handle,
              value: new DataValue({
                value: { dataType: DataType.Double, value },
                statusCode,
                sourceTimestamp: stamp.date,
                sourcePicoseconds: stamp.picoseconds,
                serverTimestamp: stamp.date,
                serverPicoseconds: stamp.picoseconds,
              }),
            }),
          ],
        }),
      ],
    });
  };
  const deliver = (handle: number, value: number, statusCode = StatusCodes.Good) =>
    board.takeMessage(message(handle, value, statusCode), () => null);
  const everySecond = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      host.advanceMs(1000);
      deliver(FLOW, second);
      board.watch();
    }
  };
  return { host, sink, board, deliver, everySecond, monitored };
}

test('silence is told as a warning, then as an alarm, and ended by a sample only', () => {
  const { host, sink, board, deliver, everySecond } = newBoard();
  everySecond(20);
  expect(sink.events).toEqual([]);
  // Three periods, two publishing intervals of 100 ms and half a second.
  host.advanceMs(3600);
  expect(board.watch()).toBe('none');
  host.advanceMs(200);
  expect(board.watch()).toBe('none');
  expect(sink.events.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual(['channel-stale warning']);
  host.advanceMs(7000);
  expect(board.watch()).toBe('reconnect');
  expect(sink.events.map(({ severity }) => severity)).toEqual(['warning', 'alarm']);
  expect(board.alarmed().map(({ handle }) => handle)).toEqual([FLOW]);

  // A new connection grants time; the channel is as silent as before, and this is told no second time.
  board.outageBegan('stalled');
  board.attached(false, false);
  expect(board.watch()).toBe('none');
  host.advanceMs(11_000);
  expect(board.watch()).toBe('reconnect');
  expect(sink.events).toHaveLength(2);

  deliver(FLOW, 99);
  expect(board.watch()).toBe('none');
  expect(sink.events.at(-1)).toMatchObject({ kind: 'channel-restored', channelId: 'mfc.flow' });
  expect(sink.gaps).toMatchObject([{ channelId: 'mfc.flow', cause: 'stalled' }]);
  expect((sink.gaps[0]!.toUs - sink.gaps[0]!.fromUs) / 1e6).toBeCloseTo(21.8, 6);
});

test('a set point is never silent', () => {
  const { host, sink, board, deliver } = newBoard();
  deliver(SETPOINT, 2.5);
  for (let hour = 0; hour < 5; hour += 1) {
    host.advanceMs(3_600_000);
    deliver(FLOW, hour);
    board.watch();
  }
  expect(sink.events.filter(({ channelId }) => channelId === 'mfc.setpoint')).toEqual([]);
});

test('a node that is gone is told once, kept out of the data, and welcomed back with a gap', () => {
  const { host, sink, board, deliver, everySecond, monitored } = newBoard();
  everySecond(10);
  expect(deliver(FLOW, 0, StatusCodes.BadNodeIdUnknown)).toBe(0);
  expect(deliver(FLOW, 0, StatusCodes.BadNodeIdUnknown)).toBe(0);
  expect(sink.kinds()).toEqual(['node-missing']);
  expect(board.missing().map(({ handle }) => handle)).toEqual([FLOW]);
  expect(sink.of('mfc.flow')).toHaveLength(10);
  host.advanceMs(60_000);
  expect(board.watch()).toBe('none');
  board.setMonitored([monitored(FLOW)]);
  expect(board.missing()).toEqual([]);
  deliver(FLOW, 5);
  expect(sink.kinds()).toEqual(['node-missing', 'channel-restored']);
  expect(sink.gaps).toMatchObject([{ cause: 'node-missing' }]);
  board.tellHealth('connected');
  expect(sink.lastHealth.find(({ sourceId }) => sourceId === 'mfc')).toEqual({
    sourceId: 'mfc',
    state: 'ok',
    fact: '2 channels, 1.0 s',
  });
});

test('what the server granted is looked at once the period is known', () => {
  const { sink, board, everySecond, monitored } = newBoard();
  board.setMonitored([monitored(FLOW, 50)]);
  everySecond(3);
  expect(sink.events).toEqual([]);
  everySecond(10);
  expect(sink.events).toHaveLength(1);
  expect(sink.events[0]).toMatchObject({ kind: 'revised-settings', channelId: 'mfc.flow', severity: 'warning' });
  expect(sink.events[0]!.text).toContain('50.0 s');
});
