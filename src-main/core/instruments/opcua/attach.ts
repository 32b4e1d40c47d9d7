import { AppError } from '../../../../shared/api/errors.ts';
import type { OpcUaProfile } from '../../../../shared/domain/profile.ts';
import type { ChannelBoard } from './channel-board.ts';
import type { Link } from './link.ts';
import { readServerFacts, resolveNodes, type ResolvedNode } from './resolve-nodes.ts';
import {
  createSubscription,
  deleteSubscription,
  monitorNodes,
  transferSubscription,
  type Subscription,
} from './subscription.ts';

/** What is known of the server from the connection before. */
export interface ServerMemory {
  /** False before the first connection: what is missing then is refused, later it is waited for. */
  known: boolean;
  subscription: Subscription | null;
  startTimeMs: number | null;
}

export interface Attachment extends ServerMemory {
  subscription: Subscription;
  /** The server kept subscription and queue. */
  kept: boolean;
  /** The server program was started anew since the connection before. */
  restarted: boolean;
}

/**
 * Puts the channels on a fresh link: reads the namespace array, finds every node by URI again, looks whether the server
 * was restarted, keeps the old subscription where it still means the same nodes, else makes a new one.
 */
export async function attach(
  link: Link,
  profile: OpcUaProfile,
  board: ChannelBoard,
  memory: ServerMemory,
): Promise<Attachment> {
  const { session } = link;
  const facts = await readServerFacts(session);
  const nodes = await resolveNodes(session, facts, profile.nodes);
  if (!memory.known) refuseMissing(nodes, profile.endpoint);
  const restarted =
    memory.startTimeMs !== null && facts.startTimeMs !== null && memory.startTimeMs !== facts.startTimeMs;

  const old = memory.subscription;
  // After a restart the number of the old subscription may be somebody else's.
  const kept =
    old !== null &&
    !restarted &&
    meanTheSame(nodes, board) &&
    (link.resumed || (await transferSubscription(session, old.id)));
  if (old && !kept && link.resumed) await deleteSubscription(session, old.id);
  const subscription = kept ? old : await createSubscription(session, profile.publishingIntervalMs);

  const toMonitor: { handle: number; node: ResolvedNode }[] = [];
  nodes.forEach((node, index) => {
    const handle = index + 1;
    if (node.problem !== null || node.nodeId === null) board.markMissing(handle, node.problem ?? 'it was not found');
    else if (!kept || board.monitoredNodeId(handle) === null) toMonitor.push({ handle, node });
  });
  board.setMonitored(await monitorNodes(session, subscription, toMonitor, board.queueSize));
  board.attached(kept, restarted);
  return { known: true, subscription, startTimeMs: facts.startTimeMs, kept, restarted };
}

/** Tries to monitor what was missing; it may have appeared on the server. */
export async function attachMissing(link: Link, board: ChannelBoard, subscription: Subscription): Promise<void> {
  const missing = board.missing();
  const facts = await readServerFacts(link.session);
  const mappings = missing.map(({ mapping }) => mapping);
  const nodes = await resolveNodes(link.session, facts, mappings);
  const found = nodes.flatMap((node, index) =>
    node.nodeId && node.problem === null ? [{ handle: missing[index]!.handle, node }] : [],
  );
  if (found.length > 0) board.setMonitored(await monitorNodes(link.session, subscription, found, board.queueSize));
}

function meanTheSame(nodes: readonly ResolvedNode[], board: ChannelBoard): boolean {
  return nodes.every((node, index) => {
    const monitored = board.monitoredNodeId(index + 1);
    return monitored === null || node.nodeId === null || node.nodeId.toString() === monitored;
  });
}

function refuseMissing(nodes: readonly ResolvedNode[], endpoint: string): void {
  const bad = nodes.filter((node) => node.problem !== null || node.nodeId === null);
  if (bad.length === 0) return;
  const named = bad.slice(0, 3).map((node) => `${node.mapping.node} (${node.problem ?? 'not found'})`);
  const more = bad.length > 3 ? ` and ${bad.length - 3} more` : '';
  throw new AppError({
    code: 'node-missing',
    happened: `The server at ${endpoint} cannot deliver ${named.join(', ')}${more}.`,
    safe: 'Nothing was recorded and nothing was changed on the server.',
    next: 'Correct the mapping under Instruments, or add the node on the server.',
  });
}
