import { figureCsv } from '../../shared/figure/figure-csv.ts';
import { analysis } from '../state/analysis.svelte.ts';
import { comparison } from '../state/comparison.svelte.ts';
import { core } from '../state/core.svelte.ts';
import { navigation } from '../state/navigation.svelte.ts';
import { status } from '../state/status.svelte.ts';
import type { Command } from './command.ts';

const isHere = () => navigation.place === 'compare';
const hasFigure = () => isHere() && comparison.model !== undefined;
const hasEvaluation = () => navigation.place === 'analyse' && analysis.current?.answer !== undefined;
// A marked text is what the person wants to copy.
const nothingMarked = () => getSelection()?.isCollapsed !== false;

/** Pixels per inch of a copied picture: sharp on a screen, small enough for a mail. */
const COPY_DOTS_PER_INCH = 200;

/** The picture as it would be exported. @throws where the system denies the clipboard */
async function copyPicture(): Promise<void> {
  const { arrangement, print } = comparison.design;
  const figure = {
    request: comparison.request,
    arrangement,
    print: { ...print, dotsPerInch: COPY_DOTS_PER_INCH },
    format: 'png' as const,
  };
  // The clipboard must be asked while the person's key or click still counts; the picture may come later.
  const blob = core.call('figure.render', figure).then(({ bytes }) => new Blob([bytes], { type: 'image/png' }));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  status.say('Picture copied.');
}

async function copyNumbers(): Promise<void> {
  if (!comparison.model) return;
  await navigator.clipboard.writeText(figureCsv(comparison.model));
  status.say('Numbers copied, comma-separated.');
}

/** What keys do with figures for publication, in the places Compare and Analyse. */
export const FIGURE_COMMANDS: readonly Command[] = [
  {
    id: 'figure.undo',
    title: 'Undo change of the comparison',
    group: 'Plots',
    keys: ['Ctrl+Z'],
    enabled: () => isHere() && comparison.canUndo,
    run: () => comparison.undo(),
  },
  {
    id: 'figure.redo',
    title: 'Redo change of the comparison',
    group: 'Plots',
    keys: ['Ctrl+Y', 'Ctrl+Shift+Z'],
    enabled: () => isHere() && comparison.canRedo,
    run: () => comparison.redo(),
  },
  {
    id: 'figure.copy-picture',
    title: 'Copy compared figure',
    group: 'Plots',
    keys: ['Ctrl+C'],
    enabled: () => hasFigure() && nothingMarked(),
    run: () => void status.attempt(copyPicture),
  },
  {
    id: 'figure.copy-numbers',
    title: 'Copy numbers of the compared figure',
    group: 'Plots',
    keys: ['Ctrl+Shift+C'],
    enabled: hasFigure,
    run: () => void status.attempt(copyNumbers),
  },
  {
    id: 'figure.numbers',
    title: 'Table of numbers of the compared figure',
    group: 'Plots',
    keys: ['T'],
    enabled: hasFigure,
    run: () => navigation.show('figure-numbers'),
  },
  {
    id: 'figure.export',
    title: 'Export figure for publication…',
    group: 'Plots',
    keys: ['Ctrl+E'],
    enabled: () => hasFigure() || hasEvaluation(),
    run: () => navigation.show('figure-export'),
  },
];
