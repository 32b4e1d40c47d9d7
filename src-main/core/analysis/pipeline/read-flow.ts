import type { Finding } from '../../../../shared/domain/finding.ts';
import type { QuantifyRecipe } from '../../../../shared/domain/recipe-quantify.ts';
import { NORMAL_CONDITIONS, type FlowReference } from '../../../../shared/domain/units.ts';
import type { AnalysisChannel, AnalysisInput } from '../analysis-input.ts';
import type { BlockMeans } from '../carrier/mass-grid.ts';
import { info, refusal, shortNumber, warning } from '../findings.ts';
import { meanOf, medianOf } from '../numerics/statistics.ts';
import {
  conversionRelativeUncertainty,
  convertedFlow,
  flowRelativeUncertainty,
  molarFlow,
  molarVolumeLitre,
} from '../quantify/flow.ts';
import type { RunClocks } from './read-clocks.ts';

/** Carrier flow over the run. */
export interface FlowStage {
  /** mol/s per block of the mass grid; undefined where there is no flow. */
  perBlock: Float64Array | undefined;
  meanMillilitrePerMinute: number;
  standardDeviation: number;
  reference: FlowReference;
  conversionFactor: number;
  molPerSecond: number;
  controllerRelative: number;
  conversionRelative: number;
  sharedKey: string;
  /** Stretches in which the flow was off by more than the recipe allows. */
  suspect: { fromSeconds: number; toSeconds: number }[];
  molarVolume: number;
  findings: Finding[];
}

/** Flow of the carrier: the controller's reading or the recipe's number, per block of time (science.md 1.5). */
export function readFlow(
  input: AnalysisInput,
  recipe: QuantifyRecipe['flow'],
  deviationPercent: number,
  blocks: BlockMeans,
  clocks: RunClocks,
): FlowStage {
  const findings: Finding[] = [];
  const channel = input.channels.find((candidate) => candidate.role === 'flow' && candidate.timeUs.length > 0);
  const reference = recipe.reference ?? channel?.flowReference ?? NORMAL_CONDITIONS;
  const conversionFactor = recipe.conversionFactor ?? input.setup?.conversionFactor ?? 1;
  const given = recipe.source === 'given' ? recipe.millilitrePerMinute : null;
  let shown: Float64Array | undefined;
  let standardDeviation = 0;
  if (given !== null) shown = new Float64Array(blocks.count).fill(given);
  else if (recipe.source === 'channel' && channel) {
    const read = flowPerBlock(channel, blocks, clocks, findings);
    shown = read?.perBlock;
    standardDeviation = read?.standardDeviation ?? 0;
  }
  if (!shown) {
    findings.push(
      refusal(
        'quantify',
        'flow-missing',
        'There is no carrier flow: rates in mol cannot be given.',
        'Map the flow controller to the role flow, or give the flow in Quantify.',
      ),
    );
  }
  const mean = shown ? meanOf(shown) : Number.NaN;
  const suspect = shown ? deviations(shown, deviationPercent, blocks) : [];
  if (suspect.length > 0) {
    findings.push(
      warning(
        'quantify',
        'flow-deviates',
        `The flow is off its median by more than ${deviationPercent} % in ${suspect.length} stretches of ${shortNumber(blocks.widthSeconds / 60)} min.`,
        'Read the numbers of these intervals with care.',
      ),
    );
  }
  return {
    perBlock: shown?.map((value) => molarFlow(convertedFlow(value, conversionFactor), reference)),
    meanMillilitrePerMinute: mean,
    standardDeviation,
    reference,
    conversionFactor,
    molPerSecond: molarFlow(convertedFlow(mean, conversionFactor), reference),
    controllerRelative: shown
      ? flowRelativeUncertainty(
          mean,
          recipe.readingPercent,
          recipe.fullScalePercent,
          recipe.fullScaleMillilitrePerMinute,
        )
      : Number.NaN,
    conversionRelative: conversionRelativeUncertainty(conversionFactor),
    sharedKey: `flow controller/${input.setup?.massFlowController || (channel?.name ?? 'given')}`,
    suspect,
    molarVolume: molarVolumeLitre(reference),
    findings,
  };
}

function flowPerBlock(
  channel: AnalysisChannel,
  blocks: BlockMeans,
  clocks: RunClocks,
  findings: Finding[],
): { perBlock: Float64Array; standardDeviation: number } | undefined {
  const stamps = clocks.flatOf(channel);
  const { value: values } = channel;
  const line = clocks.lineOf(channel.sourceId);
  // The blocks' edges in the controller's own stamps: one pass over a long channel, no copy.
  const startUs = line.toFlatUs(blocks.startSeconds);
  const perUs = 1 / (line.toFlatUs(blocks.startSeconds + blocks.widthSeconds) - startUs);
  const sums = new Float64Array(blocks.count);
  const counts = new Float64Array(blocks.count);
  const { count } = blocks;
  let n = 0;
  // Squares around a reading of its own: the flow of a controller hardly moves, and no digits are lost.
  let pivot = Number.NaN;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const position = (stamps[i] - startUs) * perUs;
    if (value !== value || !(position >= 0 && position < count)) continue;
    const block = position | 0;
    sums[block] += value;
    counts[block] += 1;
    n += 1;
    if (n === 1) pivot = value;
    const off = value - pivot;
    sum += off;
    squares += off * off;
  }
  const means = sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : Number.NaN));
  const usual = medianOf(means);
  if (!(usual > 0)) return undefined;
  const missing = means.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (missing > 0) {
    findings.push(
      info(
        'quantify',
        'flow-bridged',
        `The flow was not read in ${missing} of ${blocks.count} blocks; it is taken straight between its neighbours there.`,
        'Nothing to do if the set point did not change.',
      ),
    );
    bridge(means);
  }
  return { perBlock: means, standardDeviation: Math.sqrt((squares - (sum * sum) / n) / Math.max(1, n - 1)) };
}

/** Fills NaN between neighbours linearly, outside with the nearest. */
function bridge(values: Float64Array): void {
  let last = -1;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && Number.isNaN(values[i])) continue;
    const left = last >= 0 ? values[last] : values[i];
    const right = i < values.length ? values[i] : left;
    for (let j = last + 1; j < i; j++) values[j] = left + ((right - left) * (j - last)) / (i - last);
    last = i;
  }
}

function deviations(shown: Float64Array, percent: number, blocks: BlockMeans) {
  const usual = medianOf(shown);
  const out: { fromSeconds: number; toSeconds: number }[] = [];
  shown.forEach((value, i) => {
    if (Math.abs(value / usual - 1) <= percent / 100) return;
    const fromSeconds = blocks.startSeconds + i * blocks.widthSeconds;
    out.push({ fromSeconds, toSeconds: fromSeconds + blocks.widthSeconds });
  });
  return out;
}
