import { describe, expect, it } from 'vitest';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import {
  activeMassOf,
  capacityOf,
  checkDraft,
  draftSample,
  emptyDraft,
  parseComponents,
  type NewRunDraft,
} from '../../../src-renderer/views/live/new-run-draft.ts';

/** The reference case of science.md 1.6: 12.5 mg of composite with 69.3 % active material. */
const good = (): NewRunDraft => {
  const draft = emptyDraft();
  return {
    ...draft,
    name: 'NCM85-bare-07',
    tags: 'paper, , 0.05 C',
    profileName: 'Simulated lab',
    sample: {
      ...draft.sample,
      name: 'Bare NCM85',
      composition: 'LiNi0.85Co0.10Mn0.05O2',
      compositeMassMilligram: 12.5,
      activeMassPercent: 69.3,
    },
  };
};

describe('new-run draft', () => {
  it('makes a run of a good draft', () => {
    const { run, errors } = checkDraft(good());
    expect(errors).toEqual({});
    expect(run?.tags).toEqual(['paper', '0.05 C']);
    expect(run?.sample).toMatchObject({
      activeMassMilligram: null,
      compositeMassMilligram: 12.5,
      activeMassPercent: 69.3,
    });
    expect(run?.sample.referenceOffsetVolt).toBe(0.62);
  });

  it('shows capacity and active mass as science.md works them out', () => {
    expect(capacityOf('LiNi0.85Co0.10Mn0.05O2').capacity).toBeCloseTo(274.98, 2);
    expect(activeMassOf(good().sample)).toBeCloseTo(8.6625, 6);
    expect(activeMassOf({ ...good().sample, massGivenAs: 'active' })).toBeUndefined();
    expect(capacityOf('LiXx2').error).toContain('Xx');
    expect(capacityOf(' ')).toEqual({});
  });

  it('says field by field what to correct, and sends nothing', () => {
    const draft = good();
    draft.name = ' ';
    draft.profileName = '';
    draft.sample.composition = 'LiNi0.85(';
    draft.sample.activeMassPercent = 130;
    draft.sample.oneCMilliampPerGram = Number.NaN;
    const { run, errors } = checkDraft(draft);
    expect(run).toBeUndefined();
    expect(Object.keys(errors).sort()).toEqual([
      'name',
      'profileName',
      'sample.activeMassPercent',
      'sample.composition',
      'sample.oneCMilliampPerGram',
    ]);
    expect(errors['name']).toBe('Give the run a name.');
    expect(errors['sample.activeMassPercent']).toBe('At most 100 %.');
    expect(errors['sample.oneCMilliampPerGram']).toBe('Enter a number.');
  });

  it('wants both composite mass and fraction, or neither; a mass above zero', () => {
    const half = good();
    half.sample.activeMassPercent = null;
    expect(Object.keys(checkDraft(half).errors)).toEqual(['sample.activeMassPercent']);
    const none = good();
    none.sample.activeMassPercent = none.sample.compositeMassMilligram = null;
    expect(checkDraft(none).errors).toEqual({});
    const negative = good();
    negative.sample.compositeMassMilligram = -1;
    expect(checkDraft(negative).errors['sample.compositeMassMilligram']).toMatch(/above zero/);
  });

  it('fills the fields from a stored sample', () => {
    const sample = sampleSchema.parse({ name: 'x', activeMassMilligram: 9.5 });
    expect(draftSample(sample)).toMatchObject({
      massGivenAs: 'active',
      activeMassMilligram: 9.5,
      oneCMilliampPerGram: 190,
    });
  });

  it('reads gas components in ppm', () => {
    expect(parseComponents('H2 100, O2 99.5 ppm; CO2 100')).toEqual([
      { species: 'H2', ppm: 100 },
      { species: 'O2', ppm: 99.5 },
      { species: 'CO2', ppm: 100 },
    ]);
    expect(parseComponents('')).toEqual([]);
    expect(parseComponents('H2 hundred')).toBeUndefined();
  });
});
