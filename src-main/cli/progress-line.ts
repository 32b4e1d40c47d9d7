/** One line on a terminal that says how far a long work is; nothing where stderr is no terminal. */
export function progressLine(title: string): {
  progress(done: number, total: number, doing: string): void;
  end(): void;
} {
  const { stderr } = process;
  if (!stderr.isTTY) return { progress: () => undefined, end: () => undefined };
  let shown = '';
  return {
    progress(done, total, doing) {
      const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
      const text = `${title}: ${percent} % ${doing}`.slice(0, Math.max(10, stderr.columns - 1));
      if (text === shown) return;
      shown = text;
      stderr.write(`\r\u001B[2K${text}`);
    },
    end() {
      if (shown !== '') stderr.write('\r\u001B[2K');
      shown = '';
    },
  };
}

/** A signal that the first Ctrl+C aborts; the second one ends the program as usual. */
export function cancelledByInterrupt(): { signal: AbortSignal; end(): void } {
  const abort = new AbortController();
  const cancel = () => abort.abort();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  return {
    signal: abort.signal,
    end() {
      process.removeListener('SIGINT', cancel);
      process.removeListener('SIGTERM', cancel);
    },
  };
}
