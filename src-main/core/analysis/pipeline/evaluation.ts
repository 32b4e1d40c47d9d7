import type { Finding } from '../../../../shared/domain/finding.ts';
import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import type { Unmixing } from '../interference/unmix.ts';
import type { ReportedGas } from './build-quantifiers.ts';
import type { SignalStage } from './build-signals.ts';
import type { AirStep } from './find-air-step.ts';
import type { BaselineStage } from './fit-baselines.ts';
import type { CellStage } from './read-cell.ts';
import type { RunClocks } from './read-clocks.ts';
import type { FlowStage } from './read-flow.ts';
import type { MassStage } from './read-masses.ts';
import type { SensitivityStage } from './sensitivities.ts';
import type { MassPlan } from './solve-interference.ts';

/** Everything a recipe gives on a run, as typed arrays: what plots, results and reports are made from. */
export interface Evaluation {
  input: AnalysisInput;
  recipe: Recipe;
  clocks: RunClocks;
  cell: CellStage;
  massStage: MassStage;
  plan: MassPlan;
  /** Air that begins to leak in during the run, as part of the backgrounds. */
  airBelow: AirStep | undefined;
  baselines: BaselineStage;
  /** Background of one mass, fitted now if no gas needed it. */
  backgroundsOf(mz: number): BaselineStage;
  unmix: Unmixing;
  unmixFindings: Finding[];
  signals: SignalStage;
  flow: FlowStage;
  sensitivities: SensitivityStage;
  gases: ReportedGas[];
  gasFindings: Finding[];
}
