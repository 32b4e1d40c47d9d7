import type { Figure, FigureGas } from '../../../shared/api/analysis.ts';
import type { IntervalResult } from '../../../shared/domain/results-gas.ts';
import type { Results } from '../../../shared/domain/results.ts';
import { UNITS, type Unit } from '../../../shared/domain/units.ts';
import { formatSignificant } from '../../format/numbers.ts';
import { formatUnit } from '../../format/result-text.ts';
import { formatFormula } from '../../format/rich-text.ts';
import { CURRENT_STYLE, gasStyle, VOLTAGE_STYLE, type CurveStyle } from '../../plot/channel-style.ts';
import type { Columns } from '../../plot/curve.ts';
import type { AxisSpec, StackRow } from '../../plot/stack-frame.ts';
import { band, curve, powerPrefix, ratioAxis, row, VOLT_AXIS } from './row-parts.ts';

const BASELINE_STYLE: CurveStyle = { colour: '--accent', width: 1.5, dash: [7, 4] };
/** Curves that no number depends on. */
const ASIDE_STYLE: CurveStyle = { colour: '--text-2', width: 1.25, dash: [5, 2, 1, 2] };
const DECONVOLVED_STYLE: CurveStyle = { colour: '--text-3', width: 1, dash: [] };

/** Voltage and current; undefined where the run has neither. */
export function cellRow(figure: Figure, results: Results): StackRow | undefined {
  const reference = results.sample.referenceElectrode;
  const volt: AxisSpec = { ...VOLT_AXIS, title: reference ? `E / V vs ${reference}` : 'E / V' };
  const ampere: AxisSpec = {
    ...VOLT_AXIS,
    title: 'I / µA',
    shortTitle: 'I / µA',
    unit: 'µA',
    factor: 1e6,
    smallestSpan: 1,
    // The noise of a constant current is no change of it.
    includesZero: true,
  };
  const { voltage, current } = figure;
  const ofCurrent = (side: 'left' | 'right') =>
    current ? [curve('current', 'current', CURRENT_STYLE, current, side)] : [];
  if (!voltage) return current ? row('cell', 110, ampere, ofCurrent('left')) : undefined;
  const ofVoltage = curve('voltage', 'voltage', VOLTAGE_STYLE, voltage);
  return row('cell', 110, volt, [...ofCurrent('right'), ofVoltage], current ? ampere : undefined);
}

/** dQ/dV of the half-cycle that the figure shows; only against voltage, to look at. */
export function differentialCapacityRow({ differentialCapacity, x, halfCycle }: Figure): StackRow[] {
  const found = x === 'voltage' ? differentialCapacity?.find((one) => one.halfCycle === halfCycle) : undefined;
  if (!found) return [];
  const values = Float64Array.from(found.milliampHourPerGramPerVolt);
  const columns: Columns = { x: Float64Array.from(found.volt), min: values, max: values, raw: true };
  const axis: AxisSpec = {
    title: 'dQ/dV / mAh g⁻¹ V⁻¹',
    shortTitle: 'dQ/dV',
    unit: '',
    kind: 'linear',
    factor: 1,
    smallestSpan: 1,
    zeroLine: true,
  };
  return [row('differential-capacity', 150, axis, [curve('dqdv', 'dQ/dV, to look at only', VOLTAGE_STYLE, columns)])];
}

/** Ion current over the carrier's with its fitted background. @param periodHours of the curve by least squares, if asked for */
export function ratioRow(gas: FigureGas, hasCarrier: boolean, periodHours: number | undefined): StackRow {
  const aside = periodHours === undefined ? null : gas.asymmetricBaseline;
  return row(`ratio.${gas.species}`, 200, ratioAxis(gas, hasCarrier, ''), [
    curve(
      `ratio.${gas.species}`,
      `${formatFormula(gas.species)} m/z ${Math.round(gas.mz)}`,
      gasStyle(gas.species),
      gas.ratio,
    ),
    ...(gas.baseline ? [band('baseline', 'fitted baseline ± 2u', BASELINE_STYLE, gas.baseline)] : []),
    ...(aside ? [curve('asymmetric', `AsLS ${periodHours} h, to look at only`, ASIDE_STYLE, aside)] : []),
  ]);
}

/** Ratio less fitted background. */
export function residualRow(gas: FigureGas, hasCarrier: boolean): StackRow[] {
  if (!gas.baseline) return [];
  const whole = ratioAxis(gas, hasCarrier, 'Δ ');
  const axis = { ...whole, shortTitle: whole.title.replace(/ Δ .*$/, ' residual'), zeroLine: true };
  const columns = residuals(gas.ratio, gas.baseline);
  return [
    row('residual', 110, axis, [curve(`residual.${gas.species}`, 'ratio − baseline', gasStyle(gas.species), columns)]),
  ];
}

/** Ratio less background, the background taken straight between its points. */
export function residuals(ratio: Columns, baseline: Columns): Columns {
  const { x } = baseline;
  let low = 0;
  const background = (at: number): number => {
    while (low < x.length - 2 && x[low + 1]! < at) low += 1;
    const [a, b] = [low, Math.min(low + 1, x.length - 1)];
    const share = x[b]! > x[a]! ? Math.max(0, Math.min(1, (at - x[a]!) / (x[b]! - x[a]!))) : 0;
    const middle = (i: number) => (baseline.min[i]! + baseline.max[i]!) / 2;
    return middle(a) + share * (middle(b) - middle(a));
  };
  const levels = ratio.x.map((at) => (x.length > 0 ? background(at) : Number.NaN));
  return {
    x: ratio.x,
    min: ratio.min.map((value, i) => value - levels[i]!),
    max: ratio.max.map((value, i) => value - levels[i]!),
    raw: ratio.raw,
  };
}

const unitOf = (unit: string): Unit => UNITS.find((one) => one === unit) ?? '1';

/** Rate and amount of a gas. @param counted what the amount curve adds up to: the half-cycle, or everything */
export function gasRows(
  gas: FigureGas,
  shown: IntervalResult | undefined,
  counted: IntervalResult | undefined,
): StackRow[] {
  const style = gasStyle(gas.species);
  const name = formatFormula(gas.species);
  const axis = (what: string, unit: string, columns: Columns): AxisSpec => {
    const largest = Math.max(...columns.max.filter(Number.isFinite).map(Math.abs), 1e-300);
    const power = largest >= 0.01 && largest < 1e4 ? 0 : -Math.floor(Math.log10(largest));
    const words = formatUnit(unitOf(unit));
    const scale = powerPrefix(-power);
    const title = `${name} ${what}${words || scale ? ` / ${scale}${words}` : ''}`;
    const shown = largest * 10 ** power;
    return {
      title: title.trim(),
      shortTitle: `${name} / ${scale}${words}`,
      unit: '',
      kind: 'linear',
      factor: 10 ** power,
      smallestSpan: shown < 1 ? 0.05 : shown < 20 ? 0.2 : 1,
      zeroLine: true,
    };
  };
  const rows: StackRow[] = [];
  if (gas.rate) {
    const rate = axis('rate', gas.rateUnit, gas.rate);
    const level = shown?.onset?.level;
    rows.push({
      ...row('rate', 150, rate, [
        ...(gas.deconvolvedRate
          ? [curve('deconvolved', 'without washout, to look at only', DECONVOLVED_STYLE, gas.deconvolvedRate)]
          : []),
        band(`rate.${gas.species}`, `${name} rate ± U`, style, gas.rate),
      ]),
      levels: level ? [{ value: level * rate.factor, label: `R* ${formatSignificant(level, 2)}` }] : [],
    });
  }
  if (gas.amount) {
    const amount = axis('amount', gas.unit, gas.amount);
    const lod = counted?.lod;
    rows.push({
      ...row('amount', 150, amount, [band(`amount.${gas.species}`, `${name} amount ± U`, style, gas.amount)]),
      levels: lod ? [{ value: lod * amount.factor, label: `LOD ${formatSignificant(lod, 2)}` }] : [],
    });
  }
  return rows;
}
