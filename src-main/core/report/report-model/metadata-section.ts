import { formulasIn, formulaText } from '../../../../shared/figure/figure-text.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { flowText, referenceText } from './flow-alignment-sections.ts';
import type { ReportFact, ReportLeaf } from './report-document.ts';
import { decimals, durationText, isMissing, neutral, NOTHING, significant, utcText } from './report-numbers.ts';

/** Digits of a formula lowered, those behind a point too: `Ni₀.₈₅`. */
export const compositionText = (formula: string): string =>
  formula.replace(/(?<=[A-Za-z)])\d+(?:\.\d+)?/g, (number) => number.split('.').map(lowered).join('.'));

const lowered = (digits: string): string => [...digits].map((digit) => formulaText(`X${digit}`).slice(1)).join('');

/** Relative standard uncertainty times two, in the mass's unit: U of the active mass. */
function activeMassText({ results: { sample }, run }: EvaluatedRun): string {
  const { activeMassGram: mass, activeMassRelativeUncertainty: relative } = sample;
  if (mass === null) return 'not recorded';
  const U = relative === null ? '' : ` ± ${significant(2e3 * mass * relative, 2)}`;
  const share = run.sample?.activeMassPercent;
  return `${decimals(1e3 * mass, 3)}${U} mg${isMissing(share) ? '' : ` (w ${significant(share / 100, 3)})`}`;
}

/** Length of a run's record, first to last reading of any channel. */
function lengthSeconds({ evaluation: { input, clocks } }: EvaluatedRun): number {
  const ends = input.channels.flatMap((channel) => {
    const seconds = clocks.secondsOf(channel);
    return seconds.length > 0 ? [seconds[0]!, seconds[seconds.length - 1]!] : [];
  });
  return ends.length > 0 ? Math.max(...ends) - Math.min(...ends) : 0;
}

/** The eight facts under the title. */
export function headFacts(run: EvaluatedRun, label: string | null): ReportFact[] {
  const { results, numbers } = run;
  const { sample, setup } = run.run;
  const phase = results.phases.find((one) => one.label === label);
  const cell = [
    sample && sample.referenceElectrode !== '' ? `against ${sample.referenceElectrode}` : '',
    isMissing(setup?.cellTemperatureCelsius) ? '' : `${setup.cellTemperatureCelsius} °C`,
    isMissing(setup?.headspaceMillilitre) ? '' : `headspace ${setup.headspaceMillilitre} ml`,
  ].filter((part) => part !== '');
  const rate = isMissing(phase?.cRate) ? '' : `${significant(Math.abs(phase.cRate), 2)} C`;
  const range =
    isMissing(phase?.voltageFrom) || isMissing(phase?.voltageTo)
      ? ''
      : `${decimals(Math.min(phase.voltageFrom, phase.voltageTo), 2)} to ${decimals(Math.max(phase.voltageFrom, phase.voltageTo), 2)} V`;
  const ocv = results.phases.find((one) => one.kind === 'ocv');
  const protocol = [ocv ? `OCV ${durationText(ocv.toSeconds - ocv.fromSeconds)}` : '', rate, range].filter(
    (part) => part !== '',
  );
  const qth = numbers.theoreticalCapacity;
  return [
    {
      label: 'Run',
      value: `${utcText(results.zeroTime).replace(/:\d\d UTC/, ' UTC')}, ${durationText(lengthSeconds(run))}`,
    },
    { label: 'Carrier', value: `${setup?.carrierGas ?? 'carrier'}, ${flowText(results)} (${referenceText(results)})` },
    { label: 'Cell', value: cell.join(', ') || 'not recorded' },
    {
      label: 'F_c, V_m',
      value:
        results.flow.molPerSecond === null
          ? NOTHING
          : `${significant(1e6 * results.flow.molPerSecond, 4)} µmol s⁻¹, ${significant(results.flow.molarVolumeLitrePerMol, 5)} l mol⁻¹`,
    },
    { label: 'Active mass', value: `${activeMassText(run)}` },
    { label: 'Spectrometer', value: setup?.massSpectrometer || 'not recorded' },
    {
      label: 'Protocol',
      value: protocol.join(', ') || NOTHING,
    },
    {
      label: 'State of charge',
      value: `${qth === null ? 'q_th not known' : `q_th ${decimals(qth, 2)} mAh g⁻¹`}${results.sample.referenceOffsetVolt === null ? '' : `, offset ${results.sample.referenceOffsetVolt >= 0 ? '+' : ''}${decimals(results.sample.referenceOffsetVolt, 2)} V`}`,
    },
  ];
}

/** Everything known of sample, cell and instruments, and what science.md 8 asks for that the run does not know. */
export function metadataBlocks(run: EvaluatedRun): ReportLeaf[] {
  const { sample, setup, operator, origin, simulation, notes } = run.run;
  const { input } = run.evaluation;
  const known = (label: string, value: string | number | null | undefined, unit = ''): ReportFact => ({
    label,
    value:
      value === null || value === undefined || value === '' ? '' : neutral(`${value}${unit === '' ? '' : ` ${unit}`}`),
  });
  const facts: ReportFact[] = [
    known('Sample', sample === null ? '' : formulasIn(sample.name)),
    known('Batch', sample?.batch),
    { label: 'Composition', value: sample === null ? '' : compositionText(sample.composition) },
    known('Coating', sample?.coating === undefined ? '' : formulasIn(sample.coating)),
    known(
      'Composite mass',
      isMissing(sample?.compositeMassMilligram)
        ? ''
        : `${sample.compositeMassMilligram} ± ${sample.compositeMassHalfWidthMilligram} (half-width)`,
      'mg',
    ),
    known(
      'Active material',
      isMissing(sample?.activeMassPercent)
        ? ''
        : `${sample.activeMassPercent} ± ${sample.activeMassHalfWidthPercent} (half-width)`,
      '% of the composite',
    ),
    { label: 'Active mass', value: activeMassText(run) },
    known('Electrode area', sample?.electrodeAreaSquareCentimetre, 'cm²'),
    known('Reference', sample?.referenceElectrode),
    known('Offset to Li⁺/Li', sample?.referenceOffsetVolt, 'V'),
    known('1 C', sample?.oneCMilliampPerGram, 'mA g⁻¹'),
    known('Carrier gas', setup?.carrierGas),
    known('Headspace', setup?.headspaceMillilitre, 'ml'),
    known('Cell temperature', setup?.cellTemperatureCelsius, '°C'),
    known('Mass spectrometer', setup?.massSpectrometer),
    known('Masses', run.evaluation.massStage.grid.masses.join(', '), ''),
    known('Capillary', setup?.capillary),
    known('Flow controller', setup?.massFlowController),
    known('Cycler', setup?.cycler),
    known('Operator', operator),
    known('Run', run.run.name),
    known('Origin', `${origin}${simulation === null ? '' : `: ${simulation.preset}, seed ${simulation.seed}`}`),
    known('Begin, length', `${utcText(run.results.zeroTime)}, ${durationText(lengthSeconds(run))}`),
    known('Gaps', input.gaps.length === 0 ? 'none' : String(input.gaps.length)),
    known('Notes', [sample?.notes, notes].filter((text) => text).join(' ')),
  ];
  const unrecorded = facts.filter((fact) => fact.value === '').map((fact) => fact.label.toLowerCase());
  // The run file has no place for these; whoever reads the report asks for them.
  const elsewhere =
    'electrolyte, areal loading, stack pressure, electron energy, emission, detector voltage, serial numbers, purity of gases';
  return [
    { kind: 'facts', columns: 2, facts: facts.filter((fact) => fact.value !== '') },
    {
      kind: 'paragraphs',
      paragraphs: [`Not recorded with this run: ${[...unrecorded, elsewhere].join(', ')}.`],
    },
  ];
}
