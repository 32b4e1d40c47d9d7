import { AppError } from '../../../../shared/api/errors.ts';
import { BackgroundCourse } from './background-course.ts';
import { cellReleases, leakReleases } from './cell-gases.ts';
import { CellVoltage } from './cell-voltage.ts';
import { LAB_GASES, type CellGas, type DrawnConditions } from './conditions.ts';
import { drawConditions } from './draw-conditions.ts';
import { FlowPath } from './flow-path.ts';
import { GasPath } from './gas-path.ts';
import type { GasRelease } from './gas-source.ts';
import type { LabOptions } from './lab-model-contract.ts';
import { RandomStream } from './random-stream.ts';
import { Sensitivity } from './sensitivity.ts';
import { buildTimeline, type Timeline } from './timeline.ts';

/** Everything a run is made of, besides the instruments. */
export interface LabWorld {
  options: LabOptions;
  conditions: DrawnConditions;
  timeline: Timeline;
  durationSeconds: number;
  voltage: CellVoltage;
  cellReleases: ReadonlyMap<CellGas, GasRelease>;
  leakReleases: ReadonlyMap<'N2' | 'O2' | 'Ar', GasRelease>;
  sensitivity: Sensitivity;
  backgrounds: ReadonlyMap<number, BackgroundCourse>;
  flow: FlowPath;
  path: GasPath;
}

/** Cell, gases, gas path and ion source of a run. @throws AppError as `createLabModel`. */
export function buildWorld(options: LabOptions): LabWorld {
  if (options.hours !== undefined && !(options.hours > 0)) throw refusal('hours', options.hours, 'above zero');
  if (!Number.isSafeInteger(options.startUtcUs)) throw refusal('startUtcUs', options.startUtcUs, 'a whole number');
  const conditions = drawConditions(options.seed, options.preset, options.conditions);
  const timeline = buildTimeline(conditions);
  const voltage = new CellVoltage(timeline);
  const cell = cellReleases(conditions, timeline, voltage);
  const leak = leakReleases(conditions, timeline);
  const flow = new FlowPath(conditions);
  const entering = LAB_GASES.map((gas) => {
    const sources: (GasRelease | undefined)[] = [cell.get(gas as CellGas), leak.get(gas as 'N2')];
    return sources.filter((source) => source !== undefined);
  });
  const ocv = timeline.steps.find((step) => step.kind === 'ocv')!;
  const hours = timeline.durationSeconds / 3600;
  const backgrounds = Object.entries(conditions.backgrounds).map(([mass, background]) => {
    const random = new RandomStream(options.seed, `background-walk/${mass}`);
    return [Number(mass), new BackgroundCourse(background, ocv.fromSeconds, ocv.toSeconds, hours, random)] as const;
  });
  const wanted = options.hours === undefined ? Infinity : options.hours * 3600;
  return {
    options,
    conditions,
    timeline,
    durationSeconds: Math.min(timeline.durationSeconds, wanted),
    voltage,
    cellReleases: cell,
    leakReleases: leak,
    sensitivity: new Sensitivity(conditions, timeline),
    backgrounds: new Map(backgrounds),
    flow,
    path: new GasPath(conditions, timeline, flow, entering),
  };
}

function refusal(field: string, value: number, wanted: string): AppError {
  return new AppError({
    code: 'simulation-options',
    happened: `The simulation cannot run with ${field} = ${value}.`,
    safe: 'Nothing was started or written.',
    next: `Give ${field} ${wanted}.`,
  });
}
