import { drawFigure } from '../../../../shared/figure/draw-figure.ts';
import { arrangeFigure, figureArrangementSchema } from '../../../../shared/figure/figure-arrangement.ts';
import type { FigureRowRequest, FigureXAxis } from '../../../../shared/figure/figure-request.ts';
import { figurePaperSchema, paperStyle } from '../../../../shared/figure/figure-style.ts';
import { compareFigure } from '../compare-figure.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { findGas } from '../half-cycle.ts';

/** The figure of a run's first charge, else of its first half-cycle, as SVG; undefined where it has none. */
export function runFigure(run: EvaluatedRun): string | undefined {
  const halves = run.results.phases.filter(({ kind }) => kind === 'charge' || kind === 'discharge');
  const half = halves.find(({ kind }) => kind === 'charge') ?? halves[0];
  if (!half) return undefined;
  const rows: FigureRowRequest[] = [
    { kind: 'voltage' },
    ...run.results.gases
      .filter(({ species }) => findGas(run, species, half.label) !== undefined)
      .map(({ species, quantity }): FigureRowRequest => {
        // What is not calibrated has no amount: its rate is what the figure of the field shows (science.md 8).
        return { kind: quantity === 'normalised-ion-current' ? 'rate' : 'cumulative', species };
      }),
  ];
  const x: FigureXAxis = half.socTo !== null ? 'soc' : half.capacityMilliampHourPerGram !== null ? 'capacity' : 'time';
  const content = compareFigure([run], { rows, x, halfCycle: half.label, normalisation: 'A' });
  const model = arrangeFigure(content, figureArrangementSchema.parse({}));
  return drawFigure(model, paperStyle(figurePaperSchema.parse({ widthMillimetre: 120 })));
}
