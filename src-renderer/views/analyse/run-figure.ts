import type { Figure } from '../../../shared/api/analysis.ts';
import { rowId, WHOLE_RUN, type FigureRequest, type FigureRowRequest } from '../../../shared/figure/figure-request.ts';
import type { Range } from '../../plot/range.ts';
import { rowLabel, type RowOption } from '../compare/row-options.ts';

/** Every panel that the run has numbers for, in the order they are drawn. */
export function runPanels({ voltage, current, gases }: Figure): RowOption[] {
  const names = gases.map(({ species, quantity }) => ({
    species,
    isNormalised: quantity === 'normalised-ion-current',
  }));
  const panel = (row: FigureRowRequest): RowOption => ({ id: rowId(row), label: rowLabel(row, names), row });
  return [
    ...(voltage ? [panel({ kind: 'voltage' })] : []),
    ...(current ? [panel({ kind: 'current' })] : []),
    ...gases.flatMap(({ species, mz, isQuantified }) => [
      panel({ kind: 'ratio', mz: Math.round(mz) }),
      ...(isQuantified ? [panel({ kind: 'rate', species }), panel({ kind: 'cumulative', species })] : []),
    ]),
  ];
}

/** What a figure begins with: the cell's voltage, rate and amount of the chosen gas. Raw readings are a click away. */
export function usualPanels(figure: Figure, species: string): string[] {
  const panels = runPanels(figure);
  const usual = panels.filter(({ row }) => row.kind === 'voltage' || ('species' in row && row.species === species));
  return (usual.length > 0 ? usual : panels.slice(0, 1)).map(({ id }) => id);
}

/**
 * The stretch that is on screen as a figure for publication counts it: hours from the begin of the half-cycle, or from
 * the first current of the whole run. @param range undefined where everything is shown
 */
export function shownStretch(
  figure: Figure,
  range: Range | undefined,
): Pick<FigureRequest, 'x' | 'halfCycle'> & { xLimits: [number, number] | null } {
  const { x, phases } = figure;
  const begin =
    figure.halfCycle === null
      ? phases.find(({ halfCycle }) => halfCycle !== null)
      : phases.find(({ halfCycle }) => halfCycle === figure.halfCycle);
  const zero = x === 'time' ? (begin?.fromHours ?? 0) : 0;
  return {
    x,
    halfCycle: figure.halfCycle === null ? WHOLE_RUN : (begin?.label ?? WHOLE_RUN),
    xLimits: range ? [range.from - zero, range.to - zero] : null,
  };
}
