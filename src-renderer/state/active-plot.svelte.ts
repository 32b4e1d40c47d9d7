import type { PlotStack } from '../plot/plot-stack.ts';
import type { XKind } from '../plot/stack-frame.ts';
import type { RunView } from './run-view.svelte.ts';

/** What keys need of plots, whoever draws them. */
export type PlotView = Pick<
  RunView,
  | 'cursor'
  | 'isRecording'
  | 'setRange'
  | 'fullRange'
  | 'showAll'
  | 'phases'
  | 'halfCycle'
  | 'setHalfCycle'
  | 'description'
  | 'toggle'
  | 'setFollow'
  | 'follow'
  | 'nextAxis'
> & { readonly xKind: XKind };

/** The stacked plots that keys act on: those on screen, if any. */
class ActivePlot {
  current = $state.raw<{ view: PlotView; stack: PlotStack; title: string } | undefined>(undefined);

  set(view: PlotView, stack: PlotStack, title: string): void {
    this.current = { view, stack, title };
  }

  clear(stack: PlotStack): void {
    if (this.current?.stack === stack) this.current = undefined;
  }
}

export const activePlot = new ActivePlot();
