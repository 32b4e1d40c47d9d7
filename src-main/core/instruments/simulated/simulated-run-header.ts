import type { SimulationPreset } from '../../../../shared/domain/profile.ts';
import { runHeaderSchema, type RunHeader } from '../../../../shared/domain/run.ts';
import { isoFromUs } from '../../../../shared/domain/time.ts';
import { CALIBRATION_GASES } from './conditions.ts';
import { drawConditions } from './draw-conditions.ts';
import type { LabOptions } from './lab-model-contract.ts';
import { simulatedLabProfile } from './lab-profile.ts';
import {
  CELL_CELSIUS,
  INDIUM_OFFSET,
  NOMINAL_ACTIVE_PERCENT,
  NOMINAL_CALIBRATION_PPM,
  NOMINAL_COMPOSITE_MILLIGRAM,
  ONE_C_MILLIAMP_PER_GRAM,
} from './physical-constants.ts';
import { RandomStream } from './random-stream.ts';

/** A simulated run to be stored. */
export interface SimulatedRunOptions extends LabOptions {
  softwareVersion: string;
  /** UUID; default made from seed, preset and start, so that the same options give the same file. */
  id?: string;
  name?: string;
}

const SAMPLE_NAMES: Record<SimulationPreset, string> = {
  'bare-ncm85': 'Bare NCM85',
  'zro2-ncm85': 'ZrO2-coated NCM85',
  'zero-gas': 'Blank cell, no gas',
  leak: 'Bare NCM85 with an air leak',
};

/**
 * Header of a simulated run: what the laboratory believes, never the truth: weighed mass, certificate,
 * estimated headspace.
 * @throws AppError where the conditions given cannot be.
 */
export function simulatedRunHeader(options: SimulatedRunOptions): RunHeader {
  const { preset, seed, startUtcUs, softwareVersion } = options;
  const { headspace } = drawConditions(seed, preset, options.conditions);
  const profile = simulatedLabProfile('opc.tcp://127.0.0.1');
  const sampleName = SAMPLE_NAMES[preset];
  return runHeaderSchema.parse({
    run: {
      id: options.id ?? identifier(options),
      name: options.name ?? `${sampleName} (simulated, seed ${seed})`,
      origin: 'simulated',
      createdTime: isoFromUs(startUtcUs),
      softwareVersion,
      sample: {
        name: sampleName,
        composition: 'LiNi0.85Co0.10Mn0.05O2',
        coating: preset === 'zro2-ncm85' ? 'ZrO2' : '',
        compositeMassMilligram: NOMINAL_COMPOSITE_MILLIGRAM,
        compositeMassHalfWidthMilligram: 0.1,
        activeMassPercent: NOMINAL_ACTIVE_PERCENT,
        activeMassHalfWidthPercent: 0.5,
        oneCMilliampPerGram: ONE_C_MILLIAMP_PER_GRAM,
        referenceOffsetVolt: INDIUM_OFFSET,
        referenceElectrode: 'In/InLi',
      },
      setup: {
        name: 'Simulated lab',
        carrierGas: 'He',
        headspaceMillilitre: headspace.nominalMillilitre,
        cellTemperatureCelsius: CELL_CELSIUS,
        capillary: 'simulated',
        massSpectrometer: 'Simulated quadrupole, MID, multiplier',
        massFlowController: 'Simulated, ordered for He',
        cycler: 'Simulated',
        conversionFactor: 1,
      },
      gases: [
        {
          name: `H2, O2, CO2 ${NOMINAL_CALIBRATION_PPM} ppm in He (simulated)`,
          balance: 'He',
          components: CALIBRATION_GASES.map((species) => ({
            species,
            ppm: NOMINAL_CALIBRATION_PPM,
            expandedUncertaintyPercent: 2,
          })),
          certificate: `SIM-${seed}`,
        },
        { name: 'He, zero gas (simulated)', balance: 'He', components: [] },
      ],
      operator: 'simulated',
      tags: ['simulated'],
      profile: { name: 'Simulated lab', kind: 'simulated-lab', preset, seed, speed: 1 },
      labClock: { epochUtcUs: startUtcUs, speed: 1 },
      simulation: { preset, seed },
    },
    sources: profile.sources.map((source) => ({ ...source, reachedBy: 'simulated' })),
    channels: profile.nodes.map(({ node, writable: _writable, ...channel }) => ({ ...channel, origin: node })),
  });
}

/** A version 8 (own make) UUID that is a function of the options. */
function identifier({ preset, seed, startUtcUs, hours, conditions }: SimulatedRunOptions): string {
  const random = new RandomStream(
    seed,
    `run/${preset}/${startUtcUs}/${hours ?? ''}/${JSON.stringify(conditions ?? {})}`,
  );
  const digits = Array.from({ length: 4 }, () => random.bits().toString(16).padStart(8, '0')).join('');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}
