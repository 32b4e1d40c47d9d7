import { profileSchema, type NodeMapping, type OpcUaProfile, type Profile } from '../../../shared/domain/profile.ts';
import { ROLE_UNITS, type ChannelRole } from '../../../shared/domain/role.ts';
import { NORMAL_CONDITIONS } from '../../../shared/domain/units.ts';

/** A name that is not taken yet: `Lab`, `Lab 2`, … */
export function freeName(wish: string, taken: readonly string[]): string {
  if (!taken.includes(wish)) return wish;
  let number = 2;
  while (taken.includes(`${wish} ${number}`)) number += 1;
  return `${wish} ${number}`;
}

/** The start of a new OPC-UA profile: three instruments, one node to be filled in. */
export function newProfile(taken: readonly string[]): OpcUaProfile {
  return {
    version: 1,
    name: freeName('New profile', taken),
    kind: 'opc-ua',
    endpoint: 'opc.tcp://',
    security: { mode: 'SignAndEncrypt', policy: 'Basic256Sha256' },
    user: { kind: 'anonymous' },
    sources: (
      [
        ['qms', 'Mass spectrometer', 'mass-spectrometer'],
        ['mfc', 'Flow controller', 'mass-flow-controller'],
        ['cycler', 'Cycler', 'cycler'],
      ] as const
    ).map(([id, name, kind]) => ({
      id,
      name,
      kind,
      clockKind: 'utc',
      zone: null,
      zeroUtcUs: null,
      reachedBy: 'opc-ua',
    })),
    nodes: [newNode('ion-current', 'qms', [])],
    publishingIntervalMs: 500,
    queueSeconds: 120,
    fastestRateHz: 10,
  };
}

export function copyOf(profile: Profile, taken: readonly string[]): Profile {
  return { ...structuredClone(profile), name: freeName(`${profile.name} copy`, taken) };
}

/** A node of a role, with what follows from the role. */
export function newNode(role: ChannelRole, sourceId: string, taken: readonly NodeMapping[]): NodeMapping {
  const id = freeName(
    `${sourceId}.${role}`,
    taken.map((node) => node.id),
  ).replace(' ', '-');
  return withRole(
    {
      id,
      name: '',
      role,
      mz: null,
      unit: '1',
      sourceId,
      scale: 1,
      offset: 0,
      flowReference: null,
      updates: 'periodic',
      node: '',
      writable: false,
    },
    role,
  );
}

/** Changes a node's role and everything that depends on it: unit, reference conditions, whether it may be written. */
export function withRole(node: NodeMapping, role: ChannelRole): NodeMapping {
  const isFlow = role === 'flow' || role === 'flow-setpoint';
  return {
    ...node,
    role,
    mz: role === 'ion-current' ? node.mz : null,
    unit: ROLE_UNITS[role] ?? (isFlow ? 'mln/min' : node.unit),
    flowReference: isFlow ? (node.flowReference ?? NORMAL_CONDITIONS) : null,
    updates: role === 'flow-setpoint' ? 'on-change' : node.updates,
    writable: role === 'flow-setpoint' ? node.writable : false,
  };
}

/** The id and name an ion current usually has. */
export function named(node: NodeMapping): NodeMapping {
  if (node.role !== 'ion-current' || node.mz === null) return node.name === '' ? { ...node, name: node.id } : node;
  return {
    ...node,
    id: /\.ion-current(-\d+)?$/.test(node.id) ? `${node.sourceId}.m${String(node.mz).replace('.', '-')}` : node.id,
    name: node.name === '' ? `m/z ${node.mz}` : node.name,
  };
}

/** Checks a profile: what to save, or messages by field (`endpoint`, `nodes.3.node`). */
export function checkProfile(
  draft: Profile,
  otherNames: readonly string[],
): { profile?: Profile; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  if (otherNames.includes(draft.name.trim())) errors['name'] = 'Another profile has this name.';
  if (draft.kind === 'opc-ua')
    draft.nodes.forEach((node, index) => {
      if (node.mz !== null && Number.isNaN(node.mz)) errors[`nodes.${index}.mz`] = 'Enter a number.';
      if (Number.isNaN(node.scale)) errors[`nodes.${index}.scale`] = 'Enter a number.';
    });
  const named_ = draft.kind === 'opc-ua' ? { ...draft, nodes: draft.nodes.map(named) } : draft;
  const parsed = profileSchema.safeParse(named_);
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      const message = issue.path[0] === 'name' ? 'give the profile a name' : issue.message;
      errors[issue.path.join('.')] ??= `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    }
  return parsed.success && Object.keys(errors).length === 0 ? { profile: parsed.data, errors } : { errors };
}
