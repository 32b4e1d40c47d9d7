import type { PlotTheme } from './plot-theme.ts';
import { drawRichText, measureRichText, type TextStyle } from './rich-text-canvas.ts';
import type { StackFrame } from './stack-frame.ts';
import type { StackLayout } from './stack-layout.ts';

export const PHASE_STRIP_HEIGHT = 20;

/** Names of phases above the stack, the current one bold, each clipped to its own stretch. */
export function paintPhaseStrip(
  canvas: HTMLCanvasElement,
  frame: StackFrame,
  theme: PlotTheme,
  layout: StackLayout,
  width: number,
  ratio: number,
): void {
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(PHASE_STRIP_HEIGHT * ratio)];
  // A canvas that is given its size is made anew, also where the size is the same.
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide;
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh;
  const context = canvas.getContext('2d');
  if (!context) return;
  const left = layout.leftGutter * ratio;
  const right = (width - layout.rightGutter) * ratio;
  const x = (value: number) => left + ((value - frame.x.from) / (frame.x.to - frame.x.from)) * (right - left);
  context.fillStyle = theme.colour('--plot');
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const phase of frame.phases) {
    const from = Math.max(left, x(phase.from));
    const to = Math.min(right, x(phase.to));
    if (to <= left || from >= right) continue;
    const begins = x(phase.from) >= left;
    context.fillStyle = theme.colour('--line-2');
    if (begins) context.fillRect(Math.round(from), 0, Math.max(1, Math.round(ratio)), canvas.height);
    const style: TextStyle = {
      size: 12,
      weight: phase.current ? 600 : 400,
      colour: phase.current ? '--text-1' : '--text-2',
      align: 'left',
    };
    // A word that does not fit says less than an empty stretch.
    // The present one may reach into what is still to come.
    const room = (phase.current ? canvas.width : to) - from - 8 * ratio;
    if (measureRichText(context, theme, phase.label, style, ratio) > room) continue;
    drawRichText(context, theme, phase.label, from + 6 * ratio, canvas.height / 2, style, ratio);
  }
  context.fillStyle = theme.colour('--line-1');
  context.fillRect(0, canvas.height - Math.round(ratio), canvas.width, Math.round(ratio));
}
