/** A look takes the browser up to a quarter of a minute, beside everything else. */
const PERIOD_MS = 60_000;
/** Three times what a window takes after a week; one that holds more keeps what it should not. */
const MANY_MEGABYTES = 500;

/**
 * Where it may be asked for: browsers on Chromium, in a window isolated from other origins (security-headers.ts). Electron
 * does not isolate a window of a scheme of its own.
 */
interface MeasuredPerformance {
  measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
}

/**
 * What the window holds, looked at every minute while it is open. A window stays open for weeks: it has to be seen when one
 * grows, before the browser ends it. The look itself makes the browser collect what is no longer in use; left alone, one on
 * a computer with much memory lets hundreds of megabytes lie.
 */
class WindowMemory {
  /** MB in use; undefined before the first look and where the browser cannot tell. */
  megabytes = $state.raw<number>();

  get isLarge(): boolean {
    return (this.megabytes ?? 0) > MANY_MEGABYTES;
  }

  /** Looks every minute from now on; answers with what ends it. */
  start(): () => void {
    const timer = setInterval(() => void this.#look(), PERIOD_MS);
    return () => clearInterval(timer);
  }

  async #look(): Promise<void> {
    const measured = performance as MeasuredPerformance;
    if (!crossOriginIsolated || !measured.measureUserAgentSpecificMemory) return;
    try {
      const { bytes } = await measured.measureUserAgentSpecificMemory();
      this.megabytes = bytes / 1e6;
    } catch {
      // The browser refuses while it is busy with another look; the next one comes.
    }
  }
}

export const windowMemory = new WindowMemory();
