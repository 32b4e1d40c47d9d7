import {
  AttributeIds,
  DataChangeFilter,
  DataChangeTrigger,
  DeadbandType,
  MonitoringMode,
  TimestampsToReturn,
  type MonitoredItemCreateResult,
} from 'node-opcua';
import type { RawSession } from './link.ts';
import { KEEP_ALIVE_COUNT, LIFETIME_MS } from './monitoring-settings.ts';
import type { ResolvedNode } from './resolve-nodes.ts';
import { statusName } from './read-data-value.ts';

/** A subscription as the server granted it. */
export interface Subscription {
  id: number;
  publishingIntervalMs: number;
  /** Longest silence of a living subscription. */
  keepAliveMs: number;
}

/** What the server granted for one node. */
export interface MonitoredNode {
  handle: number;
  nodeId: string;
  revisedQueueSize: number;
  revisedSamplingMs: number;
  /** Why the server refused, a clause; null if it did not. */
  problem: string | null;
}

const ITEMS_PER_CALL = 200;
/** The legal minimum is three keep-alives (Part 4, 5.14.2.2); we ask for 600 s so that the server queues while we are away. */
const LEAST_LIFETIME_COUNT = 3 * KEEP_ALIVE_COUNT;

export async function createSubscription(session: RawSession, publishingIntervalMs: number): Promise<Subscription> {
  const response = await session.createSubscription({
    requestedPublishingInterval: publishingIntervalMs,
    requestedMaxKeepAliveCount: KEEP_ALIVE_COUNT,
    requestedLifetimeCount: Math.max(LEAST_LIFETIME_COUNT, Math.ceil(LIFETIME_MS / publishingIntervalMs)),
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 10,
  });
  return {
    id: response.subscriptionId,
    publishingIntervalMs: response.revisedPublishingInterval,
    keepAliveMs: response.revisedMaxKeepAliveCount * response.revisedPublishingInterval,
  };
}

/**
 * Monitors nodes without loss: sampling as fast as the server can, a deep queue that discards the oldest,
 * a report for every status, value or time stamp, no deadband (opcua.md 3).
 * @param nodes resolved ones, with the handle their notifications shall carry
 */
export async function monitorNodes(
  session: RawSession,
  subscription: Subscription,
  nodes: readonly { handle: number; node: ResolvedNode }[],
  queueSize: number,
): Promise<MonitoredNode[]> {
  const results: MonitoredItemCreateResult[] = [];
  for (let first = 0; first < nodes.length; first += ITEMS_PER_CALL) {
    const response = await session.createMonitoredItems({
      subscriptionId: subscription.id,
      timestampsToReturn: TimestampsToReturn.Both,
      itemsToCreate: nodes.slice(first, first + ITEMS_PER_CALL).map(({ handle, node }) => ({
        itemToMonitor: { nodeId: node.nodeId!, attributeId: AttributeIds.Value },
        monitoringMode: MonitoringMode.Reporting,
        requestedParameters: {
          clientHandle: handle,
          samplingInterval: 0,
          queueSize,
          discardOldest: true,
          filter: new DataChangeFilter({
            trigger: DataChangeTrigger.StatusValueTimestamp,
            deadbandType: DeadbandType.None,
            deadbandValue: 0,
          }),
        },
      })),
    });
    results.push(...(response.results ?? []));
  }
  return nodes.map(({ handle, node }, index) => {
    const result = results[index];
    const status = result?.statusCode;
    return {
      handle,
      nodeId: node.nodeId!.toString(),
      revisedQueueSize: result?.revisedQueueSize ?? 0,
      revisedSamplingMs: result?.revisedSamplingInterval ?? 0,
      problem: status?.isGood()
        ? null
        : `the server refuses to monitor it (${statusName(status?.value ?? 0x80000000)})`,
    };
  });
}

/** Takes a subscription over into a new session, with its queue; false if the server will not, as many will not. */
export function transferSubscription(session: RawSession, subscriptionId: number): Promise<boolean> {
  return new Promise((resolve) => {
    session.transferSubscriptions({ subscriptionIds: [subscriptionId], sendInitialValues: false }, (error, response) =>
      resolve(!error && (response?.results?.[0]?.statusCode.isGood() ?? false)),
    );
  });
}

/** Deletes a subscription that is no longer wanted; that it may be gone already does not matter. */
export function deleteSubscription(session: RawSession, subscriptionId: number): Promise<void> {
  return new Promise((resolve) => {
    session.deleteSubscriptions({ subscriptionIds: [subscriptionId] }, () => resolve());
  });
}
