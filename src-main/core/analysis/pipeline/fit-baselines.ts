import type { Finding } from '../../../../shared/domain/finding.ts';
import type { BaselineModel, BaselineRecipe } from '../../../../shared/domain/recipe-baseline.ts';
import type { VacuumRecipe } from '../../../../shared/domain/recipe-carrier.ts';
import type { Span } from '../../../../shared/domain/recipe-span.ts';
import { fitBaseline, type BaselineFit } from '../baseline/fit-baseline.ts';
import type { AirBelow } from '../baseline/baseline-problem.ts';
import { meanInStretch, meansInBins } from '../baseline/cells.ts';
import { prepareBaseline, type BaselineFrame, type Course } from '../baseline/prepare-baseline.ts';
import { info, refusal, shortHours, warning } from '../findings.ts';
import type { AirStep } from './find-air-step.ts';
import type { CellStage } from './read-cell.ts';
import type { RunClocks } from './read-clocks.ts';
import type { MassStage } from './read-masses.ts';

/** Backgrounds of the masses asked for. */
export interface BaselineStage {
  fits: Map<number, BaselineFit>;
  frames: Map<number, BaselineFrame>;
  spans: Map<number, { fromSeconds: number; toSeconds: number }[]>;
  findings: Finding[];
}

/** Spans on the reference clock as seconds. */
export function spansInSeconds(
  spans: readonly Span[],
  clocks: RunClocks,
): { fromSeconds: number; toSeconds: number }[] {
  const from = clocks.referenceUs(0);
  return spans
    .map((span) => ({ fromSeconds: (span.fromUs - from) / 1e6, toSeconds: (span.toUs - from) / 1e6 }))
    .sort((a, b) => a.fromSeconds - b.fromSeconds);
}

/**
 * Step 4 of science.md 1.1 for every mass of `masses`.
 * @param air begins to leak in during the run: part of the background of every mass it shows on
 */
export function fitBaselines(
  recipe: BaselineRecipe,
  vacuum: VacuumRecipe,
  masses: readonly number[],
  massStage: MassStage,
  cell: CellStage,
  clocks: RunClocks,
  air?: AirStep,
): BaselineStage {
  const findings: Finding[] = [];
  const fits = new Map<number, BaselineFit>();
  const framesByMass = new Map<number, BaselineFrame>();
  const spansByMass = new Map<number, { fromSeconds: number; toSeconds: number }[]>();
  const { grid } = massStage;
  const ocv = cell.phases.find((phase) => phase.kind === 'ocv');
  const frames = new Map<string, BaselineFrame>();
  const refused = new Set<BaselineFrame>();
  const airCourses = new Map<BaselineFrame, Course>();
  const airBelow = (frame: BaselineFrame, mz: number): AirBelow | undefined => {
    const height = air?.heights.get(mz);
    if (!air || !height) return undefined;
    const course = airCourses.get(frame) ?? courseOf(frame, air.course.blocks);
    airCourses.set(frame, course);
    return { course, ...height };
  };
  for (const mz of masses) {
    const column = grid.masses.findIndex((candidate) => Math.round(candidate) === Math.round(mz));
    if (column < 0) continue;
    const own = recipe.masses.find((entry) => Math.round(entry.mz) === Math.round(mz));
    const spans = spansInSeconds(own?.spans ?? recipe.spans, clocks);
    const models: readonly BaselineModel[] = own?.models ?? recipe.models;
    spansByMass.set(mz, spans);
    if (spans.length === 0) {
      findings.push(noSpan(mz));
      continue;
    }
    const key = JSON.stringify([spans, models]);
    let frame = frames.get(key);
    if (!frame) {
      const last = Number.isFinite(cell.lastPhaseSeconds) ? cell.lastPhaseSeconds : (grid.seconds.at(-1) ?? 0);
      const first = Number.isFinite(cell.firstCurrentSeconds) ? cell.firstCurrentSeconds : (grid.seconds[0] ?? 0);
      frame = prepareBaseline(
        grid,
        spans,
        models,
        ocv?.fromSeconds ?? spans[0].fromSeconds,
        first,
        last,
        cell.phases.map((phase) => phase.toSeconds),
      );
      frames.set(key, frame);
      const judged = judgeSpans(spans, frame, cell);
      findings.push(...judged);
      if (judged.some(({ severity }) => severity === 'refusal')) refused.add(frame);
    }
    framesByMass.set(mz, frame);
    if (refused.has(frame)) continue;
    if (frame.blockCount < recipe.minimumBlocks) {
      findings.push(tooShort(mz, frame.blockCount, recipe.minimumBlocks));
      continue;
    }
    const fit = fitBaseline(frame, mz, column, {
      walk: recipe.walk,
      rippleUnknown: vacuum.mode === 'regressor' && massStage.hasCarrier,
      air: airBelow(frame, grid.masses[column]),
      slopePrior: recipe.slopePriorPercentPer10Hours === null ? undefined : recipe.slopePriorPercentPer10Hours / 100,
    });
    if (fit) fits.set(mz, fit);
    else findings.push(tooShort(mz, frame.blockCount, recipe.minimumBlocks));
  }
  findings.push(...presumedWalks(fits));
  return { fits, frames: framesByMass, spans: spansByMass, findings };
}

/** Below and above these probabilities the spans have told whether a background walks. */
const WALK_DECIDED = { no: 0.05, yes: 0.95 };

/** Masses whose width between the spans is a presumption and no measurement (docs/decisions/0011). */
function presumedWalks(fits: ReadonlyMap<number, BaselineFit>): Finding[] {
  const open = [...fits.values()]
    .filter(({ walkShare }) => walkShare > WALK_DECIDED.no && walkShare < WALK_DECIDED.yes)
    .map(({ mz }) => mz)
    .sort((a, b) => a - b);
  if (open.length === 0) return [];
  return [
    info(
      'baseline',
      'background-walk-presumed',
      `The spans do not tell whether the background of m/z ${open.join(', ')} walks between them. U presumes that one in four does, by 0.05 to 0.2 % per root hour: it is a little too wide where none walks, a little too narrow where more do.`,
      'Look at a blank run of this set-up before believing an amount close to its decision threshold.',
    ),
  ];
}

/** A course known per block at the places a fit needs it. */
function courseOf(frame: BaselineFrame, blocks: Float64Array): Course {
  const anchors = Float64Array.from(frame.anchors, (anchor) => meanInStretch(blocks, frame.blocks, anchor));
  return { anchors, bins: meansInBins(blocks, frame.bins), blocks };
}

const noSpan = (mz: number) =>
  refusal(
    'baseline',
    'baseline-span-missing',
    `There is no span from which the background of m/z ${mz} could be known.`,
    'Set spans without gas evolution: the OCV period and a final rest.',
    { mz },
  );

const tooShort = (mz: number, blocks: number, minimum: number) =>
  refusal(
    'baseline',
    'baseline-span-too-short',
    `The baseline spans hold ${blocks} block means of m/z ${mz}; ${minimum} are needed.`,
    'Lengthen the spans or shorten the blocks.',
    { mz },
  );

function judgeSpans(
  spans: readonly { fromSeconds: number; toSeconds: number }[],
  frame: BaselineFrame,
  cell: CellStage,
): Finding[] {
  const findings: Finding[] = [];
  if (frame.extrapolated) {
    findings.push(
      warning(
        'baseline',
        'baseline-extrapolated',
        'The baseline spans end before the last phase: the background is extrapolated.',
        'Add a span in a final rest; without one the uncertainty is only as good as the models and their drift of up to 1 % per 10 h.',
      ),
    );
  }
  spans.forEach((span, index) => {
    const next = spans[index + 1];
    if (next && next.fromSeconds < span.toSeconds) {
      findings.push(
        warning(
          'baseline',
          'spans-overlap',
          `Two baseline spans overlap at ${shortHours(next.fromSeconds)}.`,
          'Separate them.',
        ),
      );
    }
    for (const phase of cell.phases) {
      if (span.fromSeconds >= phase.toSeconds - 1 || span.toSeconds <= phase.fromSeconds + 1) continue;
      if (phase.kind === 'calibration-gas' || phase.kind === 'zero-gas') {
        findings.push(
          refusal(
            'baseline',
            'baseline-span-in-gas',
            `A baseline span reaches into ${phase.label} at ${shortHours(phase.fromSeconds)}.`,
            'Move the span out of it.',
          ),
        );
      } else if (phase.kind === 'charge' || phase.kind === 'discharge') {
        findings.push(
          warning(
            'baseline',
            'baseline-span-under-current',
            `A baseline span reaches into ${phase.label}: gas evolved there is taken for background.`,
            'Move the span into a rest.',
          ),
        );
      }
    }
  });
  return findings;
}
