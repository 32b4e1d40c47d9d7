/** A drawing on screen that is no stack of plots, as keys copy it. */
export interface Drawing {
  /** @throws where the system denies the clipboard */
  copyPicture: () => Promise<void>;
  copyNumbers: () => Promise<void>;
}

class ActiveDrawing {
  current = $state.raw<Drawing | undefined>(undefined);

  /** Puts a drawing under the keys; returns what takes it away again. */
  show(drawing: Drawing): () => void {
    this.current = drawing;
    return () => {
      if (this.current === drawing) this.current = undefined;
    };
  }
}

export const activeDrawing = new ActiveDrawing();
