import type { Rectangle } from './figure-layout.ts';

export interface Point {
  x: number;
  y: number;
}

/** Where a line of text could stand: its baseline begins, is centred or ends at the point. */
export interface TextPlace extends Point {
  anchor: 'start' | 'middle' | 'end';
}

/** Labels may not leave their panel by more than this share of their height. */
const OUTSIDE_COST = 1000;
const OVERLAP_COST = 100;
const CURVE_COST = 1;

/** Finds places for the labels of one panel so that they hide neither each other nor the curves. */
export class LabelPlaces {
  #panel: Rectangle;
  #fontSize: number;
  #curves: readonly Point[];
  #taken: Rectangle[] = [];

  /** @param curves points of what is drawn, dense enough that a label cannot stand between two of them */
  constructor(panel: Rectangle, fontSize: number, curves: readonly Point[]) {
    this.#panel = panel;
    this.#fontSize = fontSize;
    this.#curves = curves;
  }

  /** Keeps others away from a place that is given. */
  take(rectangle: Rectangle): void {
    this.#taken.push(rectangle);
  }

  /** The first of the candidates that costs least; it is taken from then on. */
  place(width: number, candidates: readonly TextPlace[]): TextPlace {
    let best = candidates[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const cost = this.#costOf(this.#boxOf(candidate, width));
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    this.take(this.#boxOf(best, width));
    return best;
  }

  #boxOf({ x, y, anchor }: TextPlace, width: number): Rectangle {
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    return { left, top: y - 0.8 * this.#fontSize, width, height: this.#fontSize };
  }

  #costOf(box: Rectangle): number {
    let cost = isInside(box, this.#panel) ? 0 : OUTSIDE_COST;
    for (const other of this.#taken) if (overlaps(box, other)) cost += OVERLAP_COST;
    for (const { x, y } of this.#curves)
      if (x > box.left && x < box.left + box.width && y > box.top && y < box.top + box.height) cost += CURVE_COST;
    return cost;
  }
}

const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

const isInside = (box: Rectangle, panel: Rectangle): boolean =>
  box.left >= panel.left &&
  box.left + box.width <= panel.left + panel.width &&
  box.top >= panel.top &&
  box.top + box.height <= panel.top + panel.height;
