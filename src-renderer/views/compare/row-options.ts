import type { FigureChoices } from '../../../shared/api/compare.ts';
import { rowId, type FigureRowRequest } from '../../../shared/figure/figure-request.ts';
import { formulaText } from '../../../shared/figure/figure-text.ts';

/** Something a panel can show. */
export interface RowOption {
  id: string;
  label: string;
  row: FigureRowRequest;
}

export interface RowGroup {
  title: string;
  options: RowOption[];
}

type Gases = FigureChoices['gases'];

/** What a panel is called where it is chosen. */
export function rowLabel(row: FigureRowRequest, gases: Gases): string {
  const isNormalised = 'species' in row && gases.some(({ species, isNormalised: is }) => is && species === row.species);
  switch (row.kind) {
    case 'voltage':
      return 'Voltage';
    case 'current':
      return 'Current';
    case 'cumulative':
      return isNormalised ? `Integrated ${formulaText(row.species)} norm.` : `Cumulative ${formulaText(row.species)}`;
    case 'rate':
      return `${formulaText(row.species)} ${isNormalised ? 'norm. ion current' : 'rate'}`;
    case 'ratio':
      return `Ion ratio, m/z ${row.mz}`;
  }
}

/** Everything these runs have in common, by kind. */
export function rowGroups({ gases, masses }: FigureChoices): RowGroup[] {
  const option = (row: FigureRowRequest): RowOption => ({ id: rowId(row), label: rowLabel(row, gases), row });
  return [
    { title: 'Cell', options: [option({ kind: 'voltage' }), option({ kind: 'current' })] },
    { title: 'Amount', options: gases.map(({ species }) => option({ kind: 'cumulative', species })) },
    { title: 'Rate', options: gases.map(({ species }) => option({ kind: 'rate', species })) },
    {
      title: 'As measured',
      options: masses.toSorted((a, b) => a - b).map((mz) => option({ kind: 'ratio', mz })),
    },
  ].filter(({ options }) => options.length > 0);
}

/** The first thing that is not shown yet. */
export function nextRow(groups: readonly RowGroup[], shown: readonly FigureRowRequest[]): FigureRowRequest | undefined {
  const ids = new Set(shown.map(rowId));
  return groups.flatMap((group) => group.options).find(({ id }) => !ids.has(id))?.row;
}
