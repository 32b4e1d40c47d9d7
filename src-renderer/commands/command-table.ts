import { copyNumbers, copyPicture } from '../plot/copy-plot.ts';
import { movedCursor, neighbourHalfCycle } from '../plot/plot-keys.ts';
import { zoomAt } from '../plot/range.ts';
import { ionChannels } from '../plot/plan-rows.ts';
import { analysis } from '../state/analysis.svelte.ts';
import { activeDrawing } from '../state/active-drawing.svelte.ts';
import { activePlot } from '../state/active-plot.svelte.ts';
import { core } from '../state/core.svelte.ts';
import { live } from '../state/live.svelte.ts';
import { navigation, type Place } from '../state/navigation.svelte.ts';
import { runs } from '../state/runs.svelte.ts';
import { settings } from '../state/settings.svelte.ts';
import { status } from '../state/status.svelte.ts';
import { canReport, openReport } from '../views/report/open-report.ts';
import { exportedHere, isExportable } from '../views/export/exporting.svelte.ts';
import type { Command } from './command.ts';
import { FIGURE_COMMANDS } from './figure-commands.ts';

const hasPlot = () => activePlot.current !== undefined;
const isFollowing = () => activePlot.current?.view.isRecording === true;

function place(name: Place, title: string, key: string): Command {
  return { id: `place.${name}`, title, group: 'Places', keys: [key], run: () => navigation.go(name) };
}

function moveCursor(direction: 1 | -1, coarse: boolean): void {
  const plot = activePlot.current;
  if (plot?.stack.frame) plot.view.cursor = movedCursor(plot.stack.frame, plot.view.cursor, direction, coarse);
}

function zoom(factor: number): void {
  const plot = activePlot.current;
  const shown = plot?.stack.frame?.x;
  if (!plot || !shown) return;
  const centre = plot.view.cursor ?? (shown.from + shown.to) / 2;
  plot.view.setRange(zoomAt(shown, centre, factor, plot.view.fullRange()));
}

function stepHalfCycle(direction: 1 | -1): void {
  const view = activePlot.current?.view;
  const phase = view && neighbourHalfCycle(view.phases, view.halfCycle, direction);
  if (!view || !phase) return;
  if (view.xKind !== 'time') view.setHalfCycle(phase.halfCycle);
  else {
    view.halfCycle = phase.halfCycle;
    view.setRange({ from: phase.fromHours, to: phase.toHours ?? view.fullRange().to });
  }
}

function toggleChannel(index: number): void {
  const view = activePlot.current?.view;
  const channels = view?.description?.channels.map(({ channel }) => channel) ?? [];
  const channel = ionChannels(channels)[index];
  if (view && channel) view.toggle(channel.id);
}

async function copy(what: 'picture' | 'numbers'): Promise<void> {
  const plot = activePlot.current;
  if (!plot?.stack.frame) return;
  await (what === 'picture' ? copyPicture(plot.stack) : copyNumbers(plot.stack.frame));
  status.say(what === 'picture' ? 'Picture copied.' : 'Numbers copied, tab-separated.');
}

/** Every command of the window, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  place('runs', 'Runs', 'Ctrl+1'),
  place('live', 'Live', 'Ctrl+2'),
  place('analyse', 'Analyse', 'Ctrl+3'),
  place('compare', 'Compare', 'Ctrl+4'),
  place('instruments', 'Instruments', 'Ctrl+5'),
  // Before what the same keys do elsewhere: these hold in Compare and Analyse only.
  ...FIGURE_COMMANDS,
  {
    id: 'run.new',
    title: 'New run…',
    group: 'Run',
    keys: ['Ctrl+N'],
    enabled: () => !live.isRecording,
    run: () => navigation.show('new-run'),
  },
  {
    id: 'run.annotate',
    title: 'Annotate',
    group: 'Run',
    keys: ['N'],
    enabled: () => live.isRecording,
    run: () => navigation.show('annotate'),
  },
  {
    id: 'run.open',
    title: 'Open run file…',
    group: 'Run',
    keys: ['Ctrl+O'],
    enabled: () => core.capabilities.nativeDialogs,
    run: () => void status.attempt(() => runs.openDialog()),
  },
  {
    id: 'run.import',
    title: 'Import files of other software',
    group: 'Run',
    keys: ['Ctrl+I'],
    run: () => navigation.openImport(),
  },
  {
    id: 'run.export',
    title: 'Export data of the run…',
    group: 'Run',
    // In Analyse and Compare the first of these makes a figure.
    keys: ['Ctrl+Shift+E', 'Ctrl+E'],
    enabled: () => {
      const chosen = exportedHere();
      return chosen !== undefined && isExportable(chosen.run);
    },
    run: () => navigation.show('export'),
  },
  {
    id: 'run.search',
    title: 'Search runs',
    group: 'Run',
    keys: ['Ctrl+F'],
    run: () => navigation.searchRuns(),
  },
  {
    id: 'recipe.undo',
    title: 'Undo change of the recipe',
    group: 'Run',
    keys: ['Ctrl+Z'],
    enabled: () => navigation.place === 'analyse' && analysis.current?.editor.canUndo === true,
    run: () => analysis.current?.editor.undo(),
  },
  {
    id: 'recipe.redo',
    title: 'Redo change of the recipe',
    group: 'Run',
    keys: ['Ctrl+Y', 'Ctrl+Shift+Z'],
    enabled: () => navigation.place === 'analyse' && analysis.current?.editor.canRedo === true,
    run: () => analysis.current?.editor.redo(),
  },
  {
    id: 'run.report',
    title: 'Report…',
    group: 'Run',
    keys: ['Ctrl+P'],
    enabled: canReport,
    run: openReport,
  },
  {
    id: 'run.undo-trash',
    title: 'Undo move to trash',
    group: 'Run',
    keys: ['Ctrl+Z'],
    enabled: () => navigation.place === 'runs' && runs.lastTrash !== undefined,
    run: () => void status.attempt(() => runs.restore()),
  },
  {
    id: 'plot.follow',
    title: 'Follow',
    group: 'Plots',
    keys: ['F'],
    enabled: isFollowing,
    run: () => activePlot.current?.view.setFollow(true),
  },
  {
    id: 'plot.pause',
    title: 'Pause, or follow again',
    group: 'Plots',
    keys: ['Space'],
    enabled: isFollowing,
    run: () => {
      const view = activePlot.current?.view;
      view?.setFollow(!view.follow);
    },
  },
  {
    id: 'plot.axis',
    title: 'Next x axis',
    group: 'Plots',
    keys: ['X'],
    enabled: hasPlot,
    run: () => activePlot.current?.view.nextAxis(),
  },
  {
    id: 'plot.previous-half-cycle',
    title: 'Previous half-cycle',
    group: 'Plots',
    keys: ['['],
    enabled: hasPlot,
    run: () => stepHalfCycle(-1),
  },
  {
    id: 'plot.next-half-cycle',
    title: 'Next half-cycle',
    group: 'Plots',
    keys: [']'],
    enabled: hasPlot,
    run: () => stepHalfCycle(1),
  },
  {
    id: 'plot.cursor-left',
    title: 'Cursor one sample back',
    group: 'Plots',
    keys: ['ArrowLeft'],
    enabled: hasPlot,
    run: () => moveCursor(-1, false),
  },
  {
    id: 'plot.cursor-right',
    title: 'Cursor one sample on',
    group: 'Plots',
    keys: ['ArrowRight'],
    enabled: hasPlot,
    run: () => moveCursor(1, false),
  },
  {
    id: 'plot.cursor-far-left',
    title: 'Cursor 1 % back',
    group: 'Plots',
    keys: ['Shift+ArrowLeft'],
    enabled: hasPlot,
    run: () => moveCursor(-1, true),
  },
  {
    id: 'plot.cursor-far-right',
    title: 'Cursor 1 % on',
    group: 'Plots',
    keys: ['Shift+ArrowRight'],
    enabled: hasPlot,
    run: () => moveCursor(1, true),
  },
  { id: 'plot.zoom-in', title: 'Zoom in', group: 'Plots', keys: ['+'], enabled: hasPlot, run: () => zoom(0.5) },
  { id: 'plot.zoom-out', title: 'Zoom out', group: 'Plots', keys: ['-'], enabled: hasPlot, run: () => zoom(2) },
  {
    id: 'plot.all',
    title: 'Full range',
    group: 'Plots',
    keys: ['0'],
    enabled: hasPlot,
    run: () => activePlot.current?.view.showAll(),
  },
  ...Array.from({ length: 9 }, (_, index): Command => ({
    id: `plot.channel-${index + 1}`,
    title: `Show or hide ion current ${index + 1}`,
    group: 'Plots',
    keys: [String(index + 1)],
    enabled: hasPlot,
    run: () => toggleChannel(index),
  })),
  {
    id: 'plot.copy-picture',
    title: 'Copy picture',
    group: 'Plots',
    keys: ['Ctrl+C'],
    // A marked text is what the person wants to copy.
    enabled: () => hasPlot() && getSelection()?.isCollapsed !== false,
    run: () => void status.attempt(() => copy('picture')),
  },
  {
    id: 'plot.copy-numbers',
    title: 'Copy numbers',
    group: 'Plots',
    keys: ['Ctrl+Shift+C'],
    enabled: hasPlot,
    run: () => void status.attempt(() => copy('numbers')),
  },
  {
    id: 'drawing.copy-picture',
    title: 'Copy drawing',
    group: 'Plots',
    keys: ['Ctrl+C'],
    enabled: () => activeDrawing.current !== undefined && getSelection()?.isCollapsed !== false,
    run: () => void status.attempt(async () => activeDrawing.current?.copyPicture()),
  },
  {
    id: 'drawing.copy-numbers',
    title: 'Copy numbers of the drawing',
    group: 'Plots',
    keys: ['Ctrl+Shift+C'],
    enabled: () => activeDrawing.current !== undefined,
    run: () => void status.attempt(async () => activeDrawing.current?.copyNumbers()),
  },
  {
    id: 'plot.numbers',
    title: 'Table of numbers',
    group: 'Plots',
    keys: ['T'],
    enabled: hasPlot,
    run: () => navigation.show('numbers'),
  },
  {
    id: 'window.theme',
    title: 'Light or dark',
    group: 'Window',
    keys: ['Ctrl+Shift+L'],
    run: () => void status.attempt(() => settings.toggleTheme()),
  },
  {
    id: 'window.alerts',
    title: 'Alerts',
    group: 'Window',
    keys: ['A'],
    run: () => (navigation.alertsOpen = !navigation.alertsOpen),
  },
  { id: 'window.settings', title: 'Settings', group: 'Window', keys: [], run: () => navigation.show('settings') },
  { id: 'window.help', title: 'Keys', group: 'Window', keys: ['F1', '?'], run: () => navigation.show('help') },
  {
    id: 'window.close',
    title: 'Close alerts, clear the cursor',
    group: 'Window',
    keys: ['Escape'],
    run: () => {
      navigation.alertsOpen = false;
      if (activePlot.current) activePlot.current.view.cursor = undefined;
    },
  },
];

/** The command of that id. */
export function commandOf(id: string): Command {
  const found = COMMANDS.find((command) => command.id === id);
  if (!found) throw new Error(`there is no command ${id}`);
  return found;
}
