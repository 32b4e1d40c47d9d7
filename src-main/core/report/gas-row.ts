import { AppError } from '../../../shared/api/errors.ts';
import { UNIT_LABELS } from '../../../shared/domain/units.ts';
import type { FigurePanel } from '../../../shared/figure/figure-model.ts';
import { rowId, type FigureRequest, type FigureRowRequest } from '../../../shared/figure/figure-request.ts';
import { displayExponent } from '../../../shared/figure/figure-scales.ts';
import { formulaText, powerText, printedText } from '../../../shared/figure/figure-text.ts';
import { commonMaximum } from './common-maximum.ts';
import { commonOnsets, type CommonOnset } from './common-onsets.ts';
import type { MadeRow } from './made-row.ts';
import { placeText } from './figure-axis.ts';
import { cumulativeSeries, rateCurve, scaledSeries, type PreparedRun } from './figure-series.ts';
import { gasOf, type GasOfRun } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';
import { shortDigits } from './print-value.ts';

type GasRow = Extract<FigureRowRequest, { species: string }>;

/** Amount or rate of one gas. @throws AppError where a run has no numbers for it, or other units */
export function gasRow(
  prepared: readonly PreparedRun[],
  row: GasRow,
  scale: NormalisedScale,
  request: FigureRequest,
): MadeRow {
  const { kind, species } = row;
  const gases = prepared.map(({ run }) => gasOf(run, species, request.halfCycle));
  mustAgree(species, prepared, gases);
  const first = gases[0].reported;
  const isNormalised = first.quantity === 'normalised-ion-current';
  const isOverMaximum = isNormalised && request.normalisation === 'C';
  const maximum = isOverMaximum ? commonMaximum(gases, scale) : 1;
  const runs = prepared.map(({ run }) => run);
  const { onsets } = commonOnsets(runs, species, request.halfCycle, scale);
  const panels = prepared.map((one, i): FigurePanel => {
    const factor = isNormalised ? scale.factors[i] / maximum : 1;
    const relative = isNormalised ? scale.relative[i] : 0;
    const panel =
      kind === 'rate' ? ratePanel(one, gases[i], factor, relative) : amountPanel(one, gases[i], factor, relative);
    return { ...panel, ...onsetMark(one, onsets[i], panel, request) };
  });
  const name = formulaText(species);
  const plain = kind === 'rate' ? `${name} rate` : `Cumulative ${name}`;
  const normalised = kind === 'rate' ? `${name} norm.` : `Integrated ${name} norm.`;
  const definition = isNormalised ? definitionOf(gases, scale, isOverMaximum ? maximum : undefined) : undefined;
  return {
    row: {
      id: rowId(row),
      quantity: isNormalised ? normalised : plain,
      unit: isOverMaximum ? 'a.u.' : UNIT_LABELS[kind === 'rate' ? first.rateUnit : first.unit],
      includeZero: true,
      relativeHeight: 1,
      ...(definition !== undefined && { definition }),
    },
    panels,
  };
}

/** @throws AppError `units-differ` */
function mustAgree(species: string, prepared: readonly PreparedRun[], gases: readonly GasOfRun[]): void {
  const [{ reported: first }] = gases;
  const other = gases.findIndex(
    ({ reported }) => reported.unit !== first.unit || reported.quantityLabel !== first.quantityLabel,
  );
  if (other < 0) return;
  const words = (i: number) => {
    const { unit, quantity, quantityLabel } = gases[i].reported;
    const kind = quantity === 'amount' ? 'a calibrated amount' : quantityLabel;
    return `${UNIT_LABELS[unit]} (${kind}) by ${prepared[i].run.run.name}`;
  };
  throw new AppError({
    code: 'units-differ',
    happened: `${species} is given in ${words(0)} and in ${words(other)}.`,
    safe: 'The runs are unchanged and nothing was written.',
    next: 'Calibrate both runs in Analyse, or in neither; or leave this gas out of the figure.',
  });
}

/** Which option of science.md 2 the numbers are, in the words of the legend. */
function definitionOf(gases: readonly GasOfRun[], scale: NormalisedScale, maximum: number | undefined): string {
  const [{ reported }] = gases;
  const own = reported.unit === 's' ? 'B' : 'A';
  const warning = gases.length > 1 && !scale.isComparable ? ', not comparable between runs' : '';
  if (maximum === undefined) return `${own}: ${reported.quantityLabel}${warning}`;
  const exponent = displayExponent(maximum);
  const power = exponent === 0 ? '' : ` × ${powerText(exponent)}`;
  return `C: over the common maximum ${shortDigits(maximum / 10 ** exponent)}${power} ${UNIT_LABELS[reported.rateUnit]}${warning}`;
}

type Curves = Pick<FigurePanel, 'series' | 'limits' | 'notes'>;

function ratePanel(one: PreparedRun, gas: GasOfRun, factor: number, relative: number): Curves {
  const { series, detectionLimit } = rateCurve(one, gas);
  return {
    series: [scaled(series, factor, relative)],
    limits: limitOf(detectionLimit * factor, one.index),
    notes: [],
  };
}

function amountPanel(one: PreparedRun, gas: GasOfRun, factor: number, relative: number): Curves {
  return {
    series: [scaled(cumulativeSeries(one, gas), factor, relative)],
    limits: limitOf((gas.interval.lod ?? Number.NaN) * factor, one.index),
    notes: [printedText(gas.interval.printed)],
  };
}

const scaled = (series: Curves['series'][number], factor: number, relative: number) =>
  factor === 1 && relative === 0 ? series : scaledSeries(series, factor, relative);

const limitOf = (value: number, sample: number): Curves['limits'] =>
  Number.isFinite(value) ? [{ value, label: 'LOD', sample }] : [];

/** The marker of an onset, or in its place that there is none. */
function onsetMark(
  { axis, index }: PreparedRun,
  onset: CommonOnset | null,
  { series: [series], notes }: Curves,
  { x, halfCycle }: FigureRequest,
): Pick<FigurePanel, 'onsets' | 'notes'> {
  const at = onset ? axis(onset.seconds) : Number.NaN;
  if (!Number.isFinite(at)) {
    const isAsked = notes.length === 0 && /^(charge|discharge) /.test(halfCycle);
    return { onsets: [], notes: isAsked ? ['no onset'] : notes };
  }
  const y = valueNear(series.x, series.y, at);
  const label = `onset ${placeText(x, at)}`;
  return { onsets: [{ x: at, y, label, channel: series.channel, sample: index }], notes };
}

/** y of a curve at an x by a straight line between neighbours, for the marker on it; x may run either way. */
function valueNear(x: Float64Array, y: Float64Array, at: number): number {
  for (let i = 1; i < x.length; i++) {
    const share = (at - x[i - 1]) / (x[i] - x[i - 1]);
    if (share >= 0 && share <= 1 && Number.isFinite(y[i]) && Number.isFinite(y[i - 1]))
      return y[i - 1] + share * (y[i] - y[i - 1]);
  }
  return y.find(Number.isFinite) ?? 0;
}
