import { analysisChannel, type AnalysisInput } from '../../src-main/core/analysis/analysis-input.ts';
import { AnalysisSession } from '../../src-main/core/analysis/pipeline/analysis-session.ts';
import { buildResults } from '../../src-main/core/analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { createLabModel } from '../../src-main/core/instruments/simulated/lab-model.ts';
import type { LabOptions } from '../../src-main/core/instruments/simulated/lab-model-contract.ts';
import { simulatedLabProfile } from '../../src-main/core/instruments/simulated/lab-profile.ts';
import { LAB_TAGS } from '../../src-main/core/instruments/simulated/lab-tags.ts';
import { simulatedRunHeader } from '../../src-main/core/instruments/simulated/simulate-run.ts';
import type { SimulationTruth } from '../../src-main/core/instruments/simulated/truth.ts';
import type { SampleColumns } from '../../shared/domain/samples.ts';
import type { GasResult, IntervalResult, Onset } from '../../shared/domain/results-gas.ts';
import type { AmountRecord, GasRecord, OnsetRecord, RunRecord } from './run-record.ts';
import { validationClass, type ValidationClass } from './validation-classes.ts';

/** Laboratory UTC at which every run of the campaign begins. */
const START_UTC_US = Date.UTC(2026, 0, 1) * 1000;
const SOFTWARE_VERSION = 'validation';

/**
 * One run: simulated in memory, evaluated as a peer would, held against the truth. A function of classes and seed.
 * @param classNames classes of one simulation; each gives a record.
 */
export function validateRun(classNames: readonly string[], seed: number): RunRecord[] {
  const classes = classNames.map(validationClass);
  const { input, truth } = simulateInMemory(classes[0], seed);
  const proposed = proposeRecipe(input);
  const session = new AnalysisSession(input);
  return classes.map((own) => {
    const results = buildResults(session.evaluate(own.change ? own.change(proposed) : proposed));
    return {
      className: own.name,
      seed,
      gases: results.gases.map((gas) => compareGas(gas, truth)),
      findings: [...new Set(results.findings.map((finding) => finding.code))].sort(),
    };
  });
}

/** Everything the simulated instruments published, as the analysis takes it; no file between. */
export function simulateInMemory(own: ValidationClass, seed: number): { input: AnalysisInput; truth: SimulationTruth } {
  const options: LabOptions = {
    preset: own.preset,
    seed,
    startUtcUs: START_UTC_US,
    conditions: own.conditions(seed),
  };
  const lab = createLabModel(options);
  const { nodes } = simulatedLabProfile('opc.tcp://127.0.0.1');
  // The second voltage serves to fit clocks, which are right here.
  const wanted = nodes.filter((node) => node.role !== 'auxiliary-voltage');
  const columns = LAB_TAGS.map((tag) =>
    wanted.some((node) => node.node.endsWith(`;s=${tag.id}`)) ? new GrowingColumn() : null,
  );
  lab.advance(lab.durationSeconds, (tag, timeUs, value) => columns[tag]?.push(timeUs, value));
  const header = simulatedRunHeader({ ...options, softwareVersion: SOFTWARE_VERSION });
  const input: AnalysisInput = {
    rawSha256: seed.toString(16).padStart(64, '0'),
    softwareVersion: SOFTWARE_VERSION,
    sources: header.sources,
    sample: header.run.sample,
    setup: header.run.setup,
    gases: header.run.gases,
    events: [],
    gaps: [],
    channels: wanted.map((node) => {
      const tag = LAB_TAGS.findIndex((candidate) => node.node.endsWith(`;s=${candidate.id}`));
      const channel = header.channels.find((candidate) => candidate.id === node.id)!;
      return analysisChannel(channel, columns[tag]!.take());
    }),
  };
  return { input, truth: lab.truth() };
}

/** Times and values of one channel while the laboratory runs. */
class GrowingColumn {
  #timeUs = new Float64Array(16_384);
  #value = new Float64Array(16_384);
  #length = 0;

  push(timeUs: number, value: number): void {
    const n = this.#length;
    if (n === this.#timeUs.length) {
      const [times, values] = [this.#timeUs, this.#value];
      this.#timeUs = new Float64Array(2 * n);
      this.#value = new Float64Array(2 * n);
      this.#timeUs.set(times);
      this.#value.set(values);
    }
    this.#timeUs[n] = timeUs;
    this.#value[n] = value;
    this.#length = n + 1;
  }

  /** All readings are good. */
  take(): SampleColumns {
    const n = this.#length;
    return { timeUs: this.#timeUs.subarray(0, n), value: this.#value.subarray(0, n), status: new Uint32Array(n) };
  }
}

type GasTruth = SimulationTruth['gases'][number];

function compareGas(gas: GasResult, truth: SimulationTruth): GasRecord {
  const own = truth.gases.find((candidate) => candidate.species === gas.species)!;
  const inPhase = (interval: IntervalResult): Released => {
    const released = own.amounts.find((entry) => entry.label === interval.label)!;
    const factor = gas.quantity === 'amount' ? 1 : normalisedPerMicromole(own, truth, released);
    return { released: released.amount, truth: released.amount * factor, factor };
  };
  const phases = gas.intervals.map((interval) => ({ interval, ...inPhase(interval) }));
  const amounts = phases.map(({ interval, ...released }) => compareAmount(interval, released));
  if (gas.total) {
    const sum = (key: 'released' | 'truth') => phases.reduce((total, phase) => total + phase[key], 0);
    amounts.push(compareAmount(gas.total, { released: sum('released'), truth: sum('truth'), factor: 1 }));
  }
  const onsets = phases.flatMap(({ interval, factor }) =>
    [interval.onset, ...interval.otherOnsets].flatMap((onset) =>
      onset ? [compareOnset(interval.label, onset, own, gas, factor)] : [],
    ),
  );
  return { species: gas.species, unit: gas.unit, amounts, onsets };
}

/** What the simulator let go in an interval. */
interface Released {
  /** umol/g */
  released: number;
  /** In the unit of the result. */
  truth: number;
  /** The latter over the former, also where nothing was released. */
  factor: number;
}

/**
 * s/g that one umol/g gives as a carrier ratio integrated over time: k / F_c (science.md 2, option A). k is the true
 * one at the times at which the gas of the phase came.
 */
function normalisedPerMicromole(
  own: GasTruth,
  truth: SimulationTruth,
  phase: { fromSeconds: number; toSeconds: number },
): number {
  const { carrierRatio, stepSeconds } = truth.sensitivities;
  const ratio = carrierRatio[own.species];
  const { values, stepSeconds: rateStep } = own.rate;
  let sum = 0;
  let weighted = 0;
  for (let i = Math.ceil(phase.fromSeconds / rateStep); i * rateStep < phase.toSeconds && i < values.length; i++) {
    const at = Math.min(ratio.length - 1, Math.round((i * rateStep) / stepSeconds));
    // Without gas every minute counts alike.
    const weight = values[i] + 1e-12;
    sum += weight;
    weighted += weight * ratio[at];
  }
  return (1e-6 * (weighted / sum)) / truth.flow[0].trueMolPerSecond;
}

function compareAmount(interval: IntervalResult, { released, truth }: Released): AmountRecord {
  const digits = (value: number | null) => (value === null ? Number.NaN : Number(value.toPrecision(7)));
  return {
    label: interval.label,
    released: digits(released),
    truth: digits(truth),
    amount: digits(interval.amount),
    u: digits(interval.standardUncertainty),
    expanded: digits(interval.U),
    threshold: digits(interval.decisionThreshold),
    detected: interval.detected === true,
  };
}

/** nmol/min in mol/s, for levels of gases that are given as ion current. */
const MICROMOLE_PER_SECOND = 60e3;

function compareOnset(label: string, onset: Onset, own: GasTruth, gas: GasResult, factor: number): OnsetRecord {
  const phase = own.amounts.find((entry) => entry.label === label)!;
  const level = gas.quantity === 'amount' ? onset.level : (onset.level / factor) * MICROMOLE_PER_SECOND;
  return {
    label,
    method: onset.method,
    level: onset.level,
    seconds: Math.round(onset.seconds),
    low: Math.round(onset.lowSeconds),
    high: Math.round(onset.highSeconds),
    truth: firstAbove(own, level, phase.fromSeconds, phase.toSeconds),
  };
}

/** When the true rate first exceeds a level within a phase, straight between its minutes. */
function firstAbove(own: GasTruth, level: number, fromSeconds: number, toSeconds: number): number | null {
  const { values, stepSeconds } = own.rate;
  const first = Math.ceil(fromSeconds / stepSeconds);
  if (!(values[first] <= level)) return null;
  for (let i = first + 1; i < values.length && i * stepSeconds <= toSeconds; i++) {
    if (values[i] <= level) continue;
    const share = (level - values[i - 1]) / (values[i] - values[i - 1]);
    return Math.round((i - 1 + share) * stepSeconds);
  }
  return null;
}
