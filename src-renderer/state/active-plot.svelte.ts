import type { PlotStack } from '../plot/plot-stack.ts';
import type { RunView } from './run-view.svelte.ts';

/** The stacked plots that keys act on: those on screen, if any. */
class ActivePlot {
  current = $state.raw<{ view: RunView; stack: PlotStack; title: string } | undefined>(undefined);

  set(view: RunView, stack: PlotStack, title: string): void {
    this.current = { view, stack, title };
  }

  clear(stack: PlotStack): void {
    if (this.current?.stack === stack) this.current = undefined;
  }
}

export const activePlot = new ActivePlot();
