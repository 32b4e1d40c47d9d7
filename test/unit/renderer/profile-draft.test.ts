import { describe, expect, it } from 'vitest';
import { NORMAL_CONDITIONS } from '../../../shared/domain/units.ts';
import {
  checkProfile,
  copyOf,
  freeName,
  newNode,
  newProfile,
  withRole,
} from '../../../src-renderer/views/instruments/profile-draft.ts';

describe('profile draft', () => {
  it('finds a free name', () => {
    expect(freeName('Lab', [])).toBe('Lab');
    expect(freeName('Lab', ['Lab', 'Lab 2'])).toBe('Lab 3');
  });

  it('gives a role what belongs to it', () => {
    const node = newNode('ion-current', 'qms', []);
    expect(node).toMatchObject({ unit: 'A', flowReference: null, id: 'qms.ion-current' });
    const flow = withRole({ ...node, mz: 32 }, 'flow-setpoint');
    expect(flow).toMatchObject({ mz: null, unit: 'mln/min', flowReference: NORMAL_CONDITIONS, updates: 'on-change' });
    expect(withRole({ ...flow, writable: true }, 'voltage')).toMatchObject({
      unit: 'V',
      flowReference: null,
      writable: false,
    });
  });

  it('names what is wrong by field', () => {
    const { profile, errors } = checkProfile(newProfile([]), ['New profile']);
    expect(profile).toBeUndefined();
    expect(errors['name']).toBe('Another profile has this name.');
    expect(errors['endpoint']).toMatch(/opc\.tcp:\/\/host:port/);
    expect(errors['nodes.0.node']).toMatch(/nsu=URI/);
  });

  it('gives ion currents their usual ids and names, and saves', () => {
    const draft = { ...newProfile([]), endpoint: 'opc.tcp://gateway:4840' };
    draft.nodes = [2, 32].map((mz) => ({
      ...newNode('ion-current', 'qms', draft.nodes),
      mz,
      node: `nsu=urn:x;s=m${mz}`,
    }));
    const { profile, errors } = checkProfile(draft, []);
    expect(errors).toEqual({});
    expect(profile?.kind === 'opc-ua' && profile.nodes.map((node) => [node.id, node.name])).toEqual([
      ['qms.m2', 'm/z 2'],
      ['qms.m32', 'm/z 32'],
    ]);
  });

  it('copies under another name without touching the original', () => {
    const original = newProfile([]);
    const copy = copyOf(original, ['New profile']);
    expect(copy.name).toBe('New profile copy');
    expect(copy).not.toBe(original);
    expect(original.name).toBe('New profile');
  });
});
