import { randomUUID } from 'node:crypto';
import type { LabClock } from '../../../shared/domain/clock.ts';
import type { GasBottle, Setup } from '../../../shared/domain/gases.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import { runHeaderSchema, type RunHeader } from '../../../shared/domain/run.ts';
import type { Sample } from '../../../shared/domain/sample.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { SOFTWARE_VERSION } from '../version.ts';

/** What a person says of a new run; records are copied into it. */
export interface NewRunFacts {
  name: string;
  operator?: string;
  tags?: string[];
  notes?: string;
  sample: Sample | null;
  setup?: Setup | null;
  gases?: GasBottle[];
  profile: Profile;
}

/** Header of a run about to be recorded. */
export function newRunHeader(
  facts: NewRunFacts,
  instrument: Pick<Instrument, 'sources' | 'channels'>,
  labClock: LabClock,
): RunHeader {
  const { profile } = facts;
  return runHeaderSchema.parse({
    run: {
      id: randomUUID(),
      name: facts.name,
      origin: profile.kind === 'simulated-lab' ? 'simulated' : 'recorded',
      createdTime: isoFromUs(Math.round(labClock.utcUs())),
      softwareVersion: SOFTWARE_VERSION,
      sample: facts.sample,
      setup: facts.setup ?? null,
      gases: facts.gases ?? [],
      operator: facts.operator ?? '',
      tags: facts.tags ?? [],
      notes: facts.notes ?? '',
      profile,
      labClock: { epochUtcUs: labClock.epochUtcUs, speed: labClock.speed },
      simulation: profile.kind === 'simulated-lab' ? { preset: profile.preset, seed: profile.seed } : null,
    },
    sources: instrument.sources,
    channels: instrument.channels,
  });
}
