import { isSamePicture } from './is-same-picture.ts';
import { paintPhaseStrip } from './phase-strip.ts';
import { readPlotTheme, type PlotTheme } from './plot-theme.ts';
import { RowChart } from './row-chart.ts';
import type { StackFrame } from './stack-frame.ts';
import { STACK_LAYOUT, type StackLayout } from './stack-layout.ts';

/**
 * Stacked rows with one x. It owns canvases and nothing else: for every picture it asks its source for a frame, at most
 * once per animation frame, however often `invalidate` is called.
 */
export class PlotStack {
  readonly #strip: HTMLCanvasElement;
  readonly #rowsElement: HTMLElement;
  readonly #source: () => StackFrame | undefined;
  readonly #layout: StackLayout;
  readonly #observer: ResizeObserver;
  #rows: { element: HTMLElement; chart: RowChart }[] = [];
  #theme: PlotTheme;
  readonly #ended = new AbortController();
  #stripLook: unknown;
  #pending = 0;
  #frame: StackFrame | undefined;
  /** CSS pixels, read once a picture or change of size: asking for it lays the page out. */
  #width = 0;
  /** Told after each picture. */
  onDrawn: () => void = () => {};

  constructor(
    strip: HTMLCanvasElement,
    rowsElement: HTMLElement,
    source: () => StackFrame | undefined,
    layout: StackLayout = STACK_LAYOUT,
  ) {
    this.#strip = strip;
    this.#rowsElement = rowsElement;
    this.#source = source;
    this.#layout = layout;
    this.#theme = readPlotTheme(rowsElement);
    this.#width = rowsElement.clientWidth;
    this.#observer = new ResizeObserver(() => {
      this.#width = rowsElement.clientWidth;
      this.invalidate();
    });
    this.#observer.observe(rowsElement);
    // Text measured before the typeface is there would stay in the fallback's shapes.
    void loadFonts(this.#theme.fontFamily).then(() => this.refreshTheme());
    // A canvas that lost its memory comes back empty.
    for (const element of [strip, rowsElement])
      element.addEventListener('contextrestored', () => this.refreshTheme(), {
        capture: true,
        signal: this.#ended.signal,
      });
  }

  /** The frame last drawn. */
  get frame(): StackFrame | undefined {
    return this.#frame;
  }

  /** Width of the plotting area, CSS pixels. */
  get plotWidth(): number {
    return Math.max(16, this.#width - this.#layout.leftGutter - this.#layout.rightGutter);
  }

  get canvases(): HTMLCanvasElement[] {
    return [this.#strip, ...this.#rows.flatMap(({ chart }) => chart.canvas ?? [])];
  }

  get background(): string {
    return this.#theme.colour('--plot');
  }

  /** Asks for a new picture in the next animation frame. */
  invalidate(): void {
    this.#pending ||= requestAnimationFrame(() => {
      this.#pending = 0;
      this.#draw();
    });
  }

  /** Reads the colours again and draws everything anew. */
  refreshTheme(): void {
    this.#theme = readPlotTheme(this.#rowsElement);
    this.invalidate();
  }

  /** Place on x under a pixel, or undefined outside the plotting area. */
  valueAt(clientX: number): number | undefined {
    const frame = this.#frame;
    if (!frame) return undefined;
    const share = (clientX - this.#rowsElement.getBoundingClientRect().left - this.#layout.leftGutter) / this.plotWidth;
    return share < 0 || share > 1 ? undefined : frame.x.from + share * (frame.x.to - frame.x.from);
  }

  /** CSS pixels from the left edge of the stack; undefined outside the range. */
  pixelOf(value: number): number | undefined {
    const frame = this.#frame;
    if (!frame) return undefined;
    const share = (value - frame.x.from) / (frame.x.to - frame.x.from);
    return share < 0 || share > 1 ? undefined : this.#layout.leftGutter + share * this.plotWidth;
  }

  destroy(): void {
    cancelAnimationFrame(this.#pending);
    this.#observer.disconnect();
    this.#ended.abort();
    for (const row of this.#rows) row.chart.destroy();
    this.#rowsElement.replaceChildren();
  }

  #draw(): void {
    const frame = this.#source();
    const width = this.#rowsElement.clientWidth;
    this.#width = width;
    if (!frame || width < 200 || this.#rowsElement.clientHeight < 80) return;
    this.#matchRows(frame);
    const { phases, x } = frame;
    const stripLook = { phases, x, theme: this.#theme, width, ratio: devicePixelRatio };
    if (!isSamePicture(this.#stripLook, stripLook))
      paintPhaseStrip(this.#strip, frame, this.#theme, this.#layout, width, devicePixelRatio);
    this.#stripLook = stripLook;
    const rows = frame.rows.map((row, index) => {
      const { element, chart } = this.#rows[index]!;
      const isLast = index === frame.rows.length - 1;
      return chart.draw(row, frame, this.#theme, isLast, width, element.clientHeight);
    });
    this.#frame = { ...frame, rows };
    this.onDrawn();
  }

  #matchRows(frame: StackFrame): void {
    while (this.#rows.length > frame.rows.length) {
      const row = this.#rows.pop()!;
      row.chart.destroy();
      row.element.remove();
    }
    while (this.#rows.length < frame.rows.length) {
      const element = document.createElement('div');
      element.className = 'plot-row';
      this.#rowsElement.append(element);
      this.#rows.push({ element, chart: new RowChart(element, this.#layout) });
    }
    const template = frame.rows.map((row) => `minmax(0, ${row.weight}fr)`).join(' ');
    if (this.#rowsElement.style.gridTemplateRows !== template) this.#rowsElement.style.gridTemplateRows = template;
  }
}

function loadFonts(family: string): Promise<unknown> {
  const sample = 'A0\u2212\u00d7\u2082\u0394\u00b5';
  return Promise.all([400, 500, 600].map((weight) => document.fonts.load(`${weight} 12px ${family}`, sample)));
}
