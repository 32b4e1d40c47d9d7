import type { PlotStack } from './plot-stack.ts';
import { panBy, zoomAt, type Range } from './range.ts';

/** What the pointer asks of the view. */
export interface StackPointerTarget {
  /** The whole of x, for limits of zooming. */
  fullRange(): Range;
  setRange(range: Range): void;
  showAll(): void;
  setCursor(x: number | undefined): void;
  /** Stretch being dragged, in CSS pixels from the left edge of the stack; undefined when done. */
  setSelection(selection: { left: number; width: number } | undefined): void;
}

/** Less than this is a click, not a drag; gloves tremble. */
const LEAST_DRAG_PIXELS = 5;

/**
 * Pointer on the stack: drag zooms x, double click shows all, wheel zooms at the cursor, Shift and drag pans, Escape
 * gives a drag up. Returns the function that takes the listeners off.
 */
export function listenToPointer(element: HTMLElement, stack: PlotStack, target: StackPointerTarget): () => void {
  const ended = new AbortController();
  const options = { signal: ended.signal };
  let drag: { kind: 'zoom' | 'pan'; startX: number; lastX: number; pointerId: number } | undefined;

  const give = () => {
    drag = undefined;
    target.setSelection(undefined);
  };
  const local = (clientX: number) => clientX - element.getBoundingClientRect().left;
  const range = (): Range | undefined => stack.frame?.x;

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || stack.valueAt(event.clientX) === undefined) return;
      element.setPointerCapture(event.pointerId);
      const kind = event.shiftKey ? 'pan' : 'zoom';
      drag = { kind, startX: event.clientX, lastX: event.clientX, pointerId: event.pointerId };
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      target.setCursor(stack.valueAt(event.clientX));
      const current = range();
      if (!drag || !current) return;
      if (drag.kind === 'pan') {
        target.setRange(panBy(current, (drag.lastX - event.clientX) / stack.plotWidth, target.fullRange()));
      } else if (Math.abs(event.clientX - drag.startX) >= LEAST_DRAG_PIXELS) {
        const [left, right] = [local(drag.startX), local(event.clientX)].sort((a, b) => a - b) as [number, number];
        target.setSelection({ left, width: right - left });
      }
      drag.lastX = event.clientX;
    },
    options,
  );
  element.addEventListener(
    'pointerup',
    (event) => {
      if (!drag) return;
      const { kind, startX } = drag;
      give();
      const current = range();
      if (kind === 'pan' || !current || Math.abs(event.clientX - startX) < LEAST_DRAG_PIXELS) return;
      // A drag that ends beyond the axes selects up to the edge.
      const a = stack.valueAt(startX) ?? current.from;
      const b = stack.valueAt(event.clientX) ?? (event.clientX < startX ? current.from : current.to);
      target.setRange({ from: Math.min(a, b), to: Math.max(a, b) });
    },
    options,
  );
  element.addEventListener('pointercancel', give, options);
  element.addEventListener('pointerleave', () => target.setCursor(undefined), options);
  element.addEventListener('dblclick', () => target.showAll(), options);
  element.addEventListener(
    'wheel',
    (event) => {
      const at = stack.valueAt(event.clientX);
      const current = range();
      if (at === undefined || !current) return;
      event.preventDefault();
      // Lines of old mice are about sixteen pixels.
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
      const factor = Math.exp(Math.max(-240, Math.min(240, pixels)) * 0.002);
      target.setRange(zoomAt(current, at, factor, target.fullRange()));
    },
    { ...options, passive: false },
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !drag) return;
      element.releasePointerCapture(drag.pointerId);
      give();
      event.stopPropagation();
    },
    { ...options, capture: true },
  );
  return () => ended.abort();
}
