import type { EvaluationAnswer, Sketch } from '../../shared/api/analysis.ts';

/** An evaluation with the newer numbers, backgrounds and curves of one gas; everything else is the very same. */
export function withSketch(answer: EvaluationAnswer, { gas, baselines, curves }: Sketch): EvaluationAnswer {
  const { results, figure } = answer;
  const gases = results.gases.map((one) => (one.species === gas.species ? gas : one));
  const drawn = figure.gases.map((one) => (one.species === gas.species ? { ...one, ...curves } : one));
  return { ...answer, results: { ...results, gases, baselines }, figure: { ...figure, gases: drawn } };
}
