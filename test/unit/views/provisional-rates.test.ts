import { describe, expect, it } from 'vitest';
import { calibrationCandidates, isSameInstrument } from '../../../src-main/core/api/last-calibration.ts';
import { provisionalRates } from '../../../src-main/core/views/provisional-rates.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import { profileSchema, type Profile } from '../../../shared/domain/profile.ts';

describe('provisionalRates', () => {
  it('is carrier flow over sensitivity and mass', () => {
    const calibration = { calibratedUs: null, gases: [{ species: 'O2', mz: 31.99, k: 0.8 }] };
    const basis = { flowMlnPerMin: 2.5, flowReference: null, activeMassGram: 8.6625e-3 };
    const [oxygen] = provisionalRates(calibration, basis);
    // science.md 1.5: 2.5 mln/min is 1.85896e-6 mol/s; per minute in nmol, over k and grams.
    expect(oxygen!.rateFactor / ((1.85896e-6 * 60 * 1e9) / 0.8 / 8.6625e-3)).toBeCloseTo(1, 5);
    expect(oxygen).toMatchObject({ species: 'O2', mz: 32 });
  });
});

describe('which calibration is the last one', () => {
  const simulated = (preset: string, seed: number) =>
    profileSchema.parse({ kind: 'simulated-lab', name: 'Lab', preset, seed });
  const real = (name: string, endpoint: string): Profile =>
    profileSchema.parse({
      kind: 'opc-ua',
      name,
      endpoint,
      sources: [{ id: 'qms', name: 'OmniStar', kind: 'mass-spectrometer', clockKind: 'utc' }],
      nodes: [
        { id: 'f', name: 'm/z 32', role: 'ion-current', mz: 32, unit: 'A', sourceId: 'qms', node: 'nsu=urn:x;s=M32' },
      ],
    });

  it('is one of the same spectrometer: name or endpoint of a real one, seed and experiment of a simulated one', () => {
    expect(isSameInstrument(simulated('bare-ncm85', 1), simulated('bare-ncm85', 1))).toBe(true);
    expect(isSameInstrument(simulated('bare-ncm85', 1), simulated('bare-ncm85', 2))).toBe(false);
    expect(isSameInstrument(real('Lab 3', 'opc.tcp://a:4840'), real('Lab 3', 'opc.tcp://b:4840'))).toBe(true);
    expect(isSameInstrument(real('Lab 3', 'opc.tcp://a:4840'), real('Lab 4', 'opc.tcp://a:4840'))).toBe(true);
    expect(isSameInstrument(real('Lab 3', 'opc.tcp://a:4840'), real('Lab 4', 'opc.tcp://b:4840'))).toBe(false);
    expect(isSameInstrument(real('Lab 3', 'opc.tcp://a:4840'), simulated('bare-ncm85', 1))).toBe(false);
  });

  it('is looked for in complete runs with gases, newest first', () => {
    const run = (runId: string, startTime: string | null, more: Partial<RunSummary> = {}) =>
      ({ runId, startTime, state: 'finished', gases: ['O2'], ...more }) as RunSummary;
    const runs = [
      run('old', '2026-01-01T00:00:00Z'),
      run('undated', null),
      run('live', '2026-03-01T00:00:00Z', { state: 'recording' }),
      run('cycler only', '2026-03-01T00:00:00Z', { gases: [] }),
      run('new', '2026-02-01T00:00:00Z'),
    ];
    expect(calibrationCandidates(runs).map(({ runId }) => runId)).toEqual(['new', 'old', 'undated']);
  });
});
