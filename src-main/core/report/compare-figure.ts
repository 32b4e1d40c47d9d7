import { AppError } from '../../../shared/api/errors.ts';
import type { PhaseResult } from '../../../shared/domain/results.ts';
import { UNIT_LABELS } from '../../../shared/domain/units.ts';
import type { FigureModel, FigurePanel, FigureRow } from '../../../shared/figure/figure-model.ts';
import { channelOfSpecies } from '../../../shared/figure/figure-style.ts';
import { formulaText, printedText } from '../../../shared/figure/figure-text.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import type { CompareFigureOptions } from './compare-options.ts';
import { commonMaximum } from './common-maximum.ts';
import { figureCaption } from './figure-caption.ts';
import { cumulativeSeries, rateCurve, scaledSeries, voltageSeries, type AxisOf } from './figure-series.ts';
import { gasOf, phaseOf, type GasOfRun } from './half-cycle.ts';
import { normalisedScale, type NormalisedScale } from './normalised-scale.ts';
import { sampleLabels } from './sample-labels.ts';

/** One run with what every panel of it needs. */
interface Prepared {
  run: EvaluatedRun;
  index: number;
  phase: PhaseResult;
  axis: AxisOf;
}

/** The figure of one half-cycle of several runs, side by side or over each other. @throws AppError */
export function compareFigure(runs: readonly EvaluatedRun[], options: CompareFigureOptions): FigureModel {
  const prepared = runs.map((run, index): Prepared => {
    const phase = phaseOf(run, options.halfCycle);
    return { run, index, phase, axis: axisOf(run, phase, options.x) };
  });
  const scale = normalisedScale(runs);
  const electrodes = new Set(
    runs.map(({ results }) => `${results.sample.referenceElectrode}/${results.sample.referenceOffsetVolt}`),
  );
  const rows: FigureRow[] = [];
  const panels: FigurePanel[][] = prepared.map(() => []);
  for (const request of options.rows) {
    const made =
      request.kind === 'voltage'
        ? voltageRow(prepared, electrodes.size === 1)
        : gasRow(prepared, request.kind, request.species, scale, options);
    rows.push(made.row);
    made.panels.forEach((panel, index) => panels[index].push(panel));
  }
  const labels = sampleLabels(runs);
  const columns =
    options.layout === 'columns'
      ? prepared.map(({ run, index }) => ({
          heading: labels[index],
          subheading: run.run.sample && run.run.sample.name !== run.run.name ? run.run.name : '',
          panels: panels[index],
        }))
      : [
          {
            heading: '',
            subheading: '',
            panels: rows.map((_, row) =>
              overlaid(
                panels.map((column) => column[row]),
                labels,
              ),
            ),
          },
        ];
  return {
    title: `${options.halfCycle}: ${labels.join(', ')}`,
    caption: figureCaption(runs, options, scale),
    samples: labels,
    xAxis: X_AXES[options.x],
    rows,
    columns,
    provenance: provenanceOf(runs, options, scale),
  };
}

const X_AXES: Record<CompareFigureOptions['x'], FigureModel['xAxis']> = {
  soc: { quantity: 'SOC', unit: '%', limits: [0, 100] },
  capacity: { quantity: 'Specific capacity', unit: 'mAh g⁻¹' },
  time: { quantity: 'Time', unit: 'h' },
};

function axisOf({ run, numbers }: EvaluatedRun, phase: PhaseResult, x: CompareFigureOptions['x']): AxisOf {
  if (x === 'time') return (seconds) => (seconds - phase.fromSeconds) / 3600;
  const look = x === 'soc' ? numbers.socAt : numbers.capacityAt;
  if (look(phase.toSeconds) === null)
    throw new AppError({
      code: 'no-axis',
      happened: `The run ${run.name} has no ${x === 'soc' ? 'state of charge' : 'specific capacity'}: the active mass${x === 'soc' ? ' or the theoretical capacity' : ''} is unknown.`,
      safe: 'The runs are unchanged and nothing was written.',
      next: 'Enter it in the sample, or draw against time.',
    });
  return (seconds) => look(seconds) ?? Number.NaN;
}

interface MadeRow {
  row: FigureRow;
  panels: FigurePanel[];
}

/** Voltage against its own reference with Li+/Li at the right; against Li+/Li alone where references differ. */
function voltageRow(prepared: readonly Prepared[], isOneReference: boolean): MadeRow {
  const first = prepared[0].run.results.sample;
  const electrode = first.referenceElectrode;
  const offset = first.referenceOffsetVolt;
  const hasOffset = isOneReference && offset !== null && electrode !== null;
  const panels = prepared.map(({ run, index, phase, axis }): FigurePanel => {
    const own = run.results.sample.referenceOffsetVolt;
    const shift = isOneReference ? 0 : (own ?? Number.NaN);
    const series = voltageSeries(run, phase, axis, index);
    const capacity = phase.capacityMilliampHourPerGram;
    const soc = phase.socTo;
    const note = [
      capacity === null ? '' : `${Math.abs(capacity).toFixed(0)} mAh g⁻¹`,
      soc === null ? '' : `${soc.toFixed(1)} % SOC`,
    ].filter((part) => part !== '');
    return {
      series: [shift === 0 ? series : { ...series, y: series.y.map((value) => value + shift) }],
      limits: [],
      onsets: [],
      notes: note.length > 0 ? [note.join(', ')] : [],
      rightOffset: hasOffset ? offset : undefined,
    };
  });
  const unit = isOneReference ? (electrode === null ? 'V' : `V vs ${electrode}`) : 'V vs Li⁺/Li';
  return {
    row: {
      id: 'voltage',
      quantity: 'E',
      unit,
      includeZero: false,
      relativeHeight: 0.85,
      rightTitle: hasOffset ? 'E / V vs Li⁺/Li' : undefined,
    },
    panels,
  };
}

function gasRow(
  prepared: readonly Prepared[],
  kind: 'cumulative' | 'rate',
  species: string,
  scale: NormalisedScale,
  options: CompareFigureOptions,
): MadeRow {
  const gases = prepared.map(({ run }) => gasOf(run, species, options.halfCycle));
  const first = gases[0].reported;
  const isNormalised = first.quantity === 'normalised-ion-current';
  const different = gases.findIndex(
    ({ reported }) => reported.unit !== first.unit || reported.quantityLabel !== first.quantityLabel,
  );
  if (different >= 0)
    throw new AppError({
      code: 'units-differ',
      happened: `${species} is given in ${first.unit} ${first.quantityLabel} by ${prepared[0].run.run.name} and in ${gases[different].reported.unit} ${gases[different].reported.quantityLabel} by ${prepared[different].run.run.name}.`,
      safe: 'The runs are unchanged and nothing was written.',
      next: 'Quantify the runs the same way: "per" and the option for gases without calibration in the recipe.',
    });
  const isOverMaximum = isNormalised && options.normalisation === 'C';
  const maximum = isOverMaximum ? commonMaximum(gases, scale) : 1;
  const panels = prepared.map((one, i): FigurePanel => {
    const factor = isNormalised ? scale.factors[i] / maximum : 1;
    const relative = isNormalised ? scale.relative[i] : 0;
    return gasPanel(one, gases[i], kind, factor, relative);
  });
  const unit = isOverMaximum ? 'a.u.' : UNIT_LABELS[kind === 'rate' ? first.rateUnit : first.unit];
  const name = formulaText(species);
  const quantity =
    kind === 'rate'
      ? isNormalised
        ? `${name} norm.`
        : `${name} rate`
      : isNormalised
        ? `Integrated ${name} norm.`
        : `Cumulative ${name}`;
  return { row: { id: `${kind}-${species}`, quantity, unit, includeZero: true, relativeHeight: 1 }, panels };
}

function gasPanel(
  { run, index, phase, axis }: Prepared,
  gas: GasOfRun,
  kind: 'cumulative' | 'rate',
  factor: number,
  relative: number,
): FigurePanel {
  const { interval } = gas;
  const rate = kind === 'rate' ? rateCurve(run, gas, phase, axis, index) : undefined;
  const own = rate ? rate.series : cumulativeSeries(run, gas, phase, axis, index);
  const series = factor === 1 && relative === 0 ? own : scaledSeries(own, factor, relative);
  const limit = (rate ? rate.detectionLimit : (interval.lod ?? Number.NaN)) * factor;
  const { onset } = interval;
  const at = onset ? axis(onset.seconds) : Number.NaN;
  return {
    series: [series],
    limits: Number.isFinite(limit) ? [{ value: limit, label: 'LOD', sample: index }] : [],
    onsets: Number.isFinite(at)
      ? [
          {
            x: at,
            y: valueNear(series.x, series.y, at),
            label: onset!.soc === null ? 'onset' : `onset ${onset!.soc.toFixed(1)} %`,
            channel: channelOfSpecies(gas.reported.species),
            sample: index,
          },
        ]
      : [],
    notes: rate ? (onset ? [] : ['no onset']) : [printedText(interval.printed)],
  };
}

/** y of a curve at an x by a straight line between neighbours, for the marker on it; x may run either way. */
function valueNear(x: readonly number[], y: readonly number[], at: number): number {
  for (let i = 1; i < x.length; i++) {
    const share = (at - x[i - 1]) / (x[i] - x[i - 1]);
    if (share >= 0 && share <= 1 && Number.isFinite(y[i]) && Number.isFinite(y[i - 1]))
      return y[i - 1] + share * (y[i] - y[i - 1]);
  }
  return y.find(Number.isFinite) ?? 0;
}

/** All samples in one panel; what is printed says of whom. */
function overlaid(panels: readonly FigurePanel[], labels: readonly string[]): FigurePanel {
  return {
    series: panels.flatMap((panel, i) => panel.series.map((series) => ({ ...series, label: labels[i] }))),
    limits: panels.flatMap((panel, i) =>
      panel.limits.map((limit) => ({ ...limit, label: `${limit.label} ${i + 1}:` })),
    ),
    onsets: panels.flatMap((panel, i) =>
      panel.onsets.map((onset) => ({ ...onset, label: `${i + 1}: ${onset.label}` })),
    ),
    notes: panels.flatMap((panel, i) => panel.notes.map((note) => `${i + 1}: ${note}`)),
    rightOffset: panels[0].rightOffset,
  };
}

/** Enough to recompute the figure, and the results it prints to the last digit. */
function provenanceOf(runs: readonly EvaluatedRun[], options: CompareFigureOptions, scale: NormalisedScale): unknown {
  return {
    options,
    samples: runs.map(({ run, results }, index) => ({
      run: run.name,
      sample: results.sample.name,
      rawSha256: results.rawSha256,
      recipeSha256: results.recipeSha256,
      softwareVersion: results.softwareVersion,
      normalisedScale: scale.factors[index],
      phase: results.phases.find((phase) => phase.label === options.halfCycle),
      gases: results.gases
        .filter((gas) => options.rows.some((row) => row.kind !== 'voltage' && row.species === gas.species))
        .map(({ intervals, total: _total, ...gas }) => ({
          ...gas,
          interval: intervals.find((interval) => interval.label === options.halfCycle),
        })),
    })),
  };
}
