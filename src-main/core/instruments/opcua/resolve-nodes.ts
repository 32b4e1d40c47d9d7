import {
  AttributeIds,
  makeBrowsePath,
  resolveNodeId,
  type BrowsePath,
  type ClientSession,
  type DataValue,
  type NodeId,
} from 'node-opcua';
import type { NodeMapping } from '../../../../shared/domain/profile.ts';
import { isNumeric, saysNodeIsGone, statusName } from './read-data-value.ts';

/** Where a mapped node is on the server now, or why it is not. */
export interface ResolvedNode {
  mapping: NodeMapping;
  /** With the namespace index of this session; null if missing. */
  nodeId: NodeId | null;
  /** Why it cannot be used, a clause without full stop; null if it can. */
  problem: string | null;
}

const NAMESPACE_ARRAY = 'i=2255';
const SERVER_START_TIME = 'i=2257';

/** What a session must know of its server anew after every connection. */
export interface ServerFacts {
  namespaces: string[];
  /** When the server program started, milliseconds UTC; null if it does not say. */
  startTimeMs: number | null;
}

export async function readServerFacts(session: ClientSession): Promise<ServerFacts> {
  const [namespaces, start] = await session.read([
    { nodeId: NAMESPACE_ARRAY, attributeId: AttributeIds.Value },
    { nodeId: SERVER_START_TIME, attributeId: AttributeIds.Value },
  ]);
  const names: unknown = namespaces?.value?.value;
  const time: unknown = start?.value?.value;
  return {
    namespaces: Array.isArray(names) ? names.map(String) : ['http://opcfoundation.org/UA/'],
    startTimeMs: time instanceof Date ? time.getTime() : null,
  };
}

/**
 * `nsu=URI;s=NAME` with the index the URI has now, e.g. `ns=2;s=NAME`; null if the server has no such namespace.
 */
export function withNamespaceIndex(reference: string, namespaces: readonly string[]): string | null {
  const match = /^nsu=([^;]+);([isgb]=.+)$/.exec(reference);
  if (!match) return null;
  const index = namespaces.indexOf(match[1]!);
  return index < 0 ? null : `ns=${index};${match[2]}`;
}

/**
 * A browse path as node-opcua wants it. Names may carry a namespace URI in braces, `/{urn:x}QMS/{urn:x}MID`; a name
 * without takes the namespace of the name before it. Null if a URI is unknown to the server.
 * @param defaultNamespace index for leading names without a URI
 */
export function relativePathOf(
  reference: string,
  namespaces: readonly string[],
  defaultNamespace: number,
): string | null {
  const names = reference.slice(1).match(/(\{[^}]*\})?[^/{]+/g);
  if (!names) return null;
  let index = defaultNamespace;
  let path = '';
  for (const name of names) {
    const match = /^\{([^}]*)\}(.+)$/.exec(name);
    if (match) {
      index = namespaces.indexOf(match[1]!);
      if (index < 0) return null;
    }
    // The characters of the relative path's own grammar are escaped (Part 4, Annex A.2).
    path += `/${index}:${(match?.[2] ?? name).replace(/[/.<>:#!&]/g, '&$&')}`;
  }
  return path;
}

/** Finds every mapped node by namespace URI or browse path and looks whether it exists and is a number. */
export async function resolveNodes(
  session: ClientSession,
  facts: ServerFacts,
  mappings: readonly NodeMapping[],
): Promise<ResolvedNode[]> {
  const nodes: ResolvedNode[] = [];
  for (const mapping of mappings) {
    nodes.push(
      mapping.node.startsWith('/') ? await byBrowsePath(session, facts, mapping) : byIdentifier(facts, mapping),
    );
  }
  const found = nodes.filter((node) => node.nodeId !== null);
  if (found.length === 0) return nodes;
  const values: DataValue[] = await session.read(
    found.map((node) => ({ nodeId: node.nodeId!, attributeId: AttributeIds.Value })),
  );
  found.forEach((node, index) => {
    const value = values[index]!;
    if (saysNodeIsGone(value.statusCode.value)) {
      node.nodeId = null;
      node.problem = 'the server has no such node';
    } else if (value.statusCode.isGood() && !isNumeric(value.value)) {
      node.problem = 'its value is not a number';
    } else if (
      /^Bad(NotReadable|UserAccessDenied|AttributeIdInvalid|SecurityModeInsufficient)$/.test(
        statusName(value.statusCode.value),
      )
    ) {
      node.problem = `it may not be read (${statusName(value.statusCode.value)})`;
    }
  });
  return nodes;
}

function byIdentifier(facts: ServerFacts, mapping: NodeMapping): ResolvedNode {
  const text = withNamespaceIndex(mapping.node, facts.namespaces);
  if (text === null) return { mapping, nodeId: null, problem: 'the server does not know its namespace' };
  try {
    return { mapping, nodeId: resolveNodeId(text), problem: null };
  } catch {
    return { mapping, nodeId: null, problem: 'its identifier cannot be read' };
  }
}

async function byBrowsePath(session: ClientSession, facts: ServerFacts, mapping: NodeMapping): Promise<ResolvedNode> {
  const missing: ResolvedNode = { mapping, nodeId: null, problem: 'the browse path leads nowhere' };
  const paths: BrowsePath[] = [];
  // Names without a URI may live in any namespace; every one is tried, and only one answer counts.
  const candidates = mapping.node.startsWith('/{') ? [0] : facts.namespaces.map((_, index) => index);
  for (const index of candidates) {
    const path = relativePathOf(mapping.node, facts.namespaces, index);
    if (path !== null) paths.push(makeBrowsePath('ObjectsFolder', path));
  }
  if (paths.length === 0) return missing;
  const results = await session.translateBrowsePath(paths);
  const targets = results.flatMap((result) => (result.statusCode.isGood() ? (result.targets ?? []) : []));
  if (targets.length > 1) return { mapping, nodeId: null, problem: 'the browse path leads to more than one node' };
  const nodeId = targets[0]?.targetId;
  return nodeId ? { mapping, nodeId: resolveNodeId(nodeId.toString()), problem: null } : missing;
}
