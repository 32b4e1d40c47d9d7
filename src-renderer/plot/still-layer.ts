import { isSamePicture } from './is-same-picture.ts';

/**
 * What lies under the curves that move. Drawing noise is what costs most in a picture: a layer that looks as it did is copied
 * instead of drawn again.
 */
export class StillLayer {
  #canvas: HTMLCanvasElement | undefined;
  #look: unknown;
  #isKept = false;

  /**
   * @param look everything the layer is made of
   * @param paint draws it onto the context, which holds nothing but ground and grid then
   */
  paint(context: CanvasRenderingContext2D, look: unknown, paint: () => void): void {
    const isSame = isSamePicture(this.#look, look);
    if (isSame && this.#isKept && this.#canvas) {
      context.drawImage(this.#canvas, 0, 0);
      return;
    }
    paint();
    this.#look = look;
    // One that was the same only now may never be again.
    this.#isKept = isSame;
    if (isSame) this.#keep(context.canvas);
  }

  /** Lets go of what was kept. */
  forget(): void {
    this.#canvas = undefined;
    this.#look = undefined;
    this.#isKept = false;
  }

  #keep(drawn: HTMLCanvasElement): void {
    this.#canvas ??= document.createElement('canvas');
    this.#canvas.width = drawn.width;
    this.#canvas.height = drawn.height;
    this.#canvas.getContext('2d')?.drawImage(drawn, 0, 0);
  }
}
