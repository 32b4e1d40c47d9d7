/** Place and size of a window, in screen coordinates. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowState {
  bounds: Rectangle;
  isMaximized: boolean;
}

/** Room for every place of the window (ui.md 4). */
export const SMALLEST_WINDOW = { width: 1024, height: 640 };
const USUAL_WINDOW = { width: 1440, height: 900 };

/**
 * Pure: where a window opens. The remembered place counts only if enough of its head is on a screen that is there now;
 * laptops lose their second screen.
 * @param workAreas of all screens, the main one first
 */
export function fitWindow(remembered: WindowState | undefined, workAreas: Rectangle[]): WindowState {
  const main = workAreas[0] ?? { x: 0, y: 0, ...USUAL_WINDOW };
  if (!remembered) return { bounds: centred(USUAL_WINDOW, main), isMaximized: false };
  const { bounds, isMaximized } = remembered;
  const area = workAreas.find((candidate) => headIsOn(bounds, candidate));
  if (!area) return { bounds: centred(bounds, main), isMaximized };
  const width = clamp(bounds.width, SMALLEST_WINDOW.width, area.width);
  const height = clamp(bounds.height, SMALLEST_WINDOW.height, area.height);
  const fitted = { ...bounds, width, height };
  // A window wider than its screen may have been visible only by the part that was cut off.
  return { bounds: headIsOn(fitted, area) ? fitted : centred(fitted, area), isMaximized };
}

/** Reads what was stored; undefined where it is no window state. */
export function parseWindowState(text: string): WindowState | undefined {
  try {
    const { bounds, isMaximized } = JSON.parse(text) as Partial<WindowState>;
    const numbers = [bounds?.x, bounds?.y, bounds?.width, bounds?.height];
    if (!bounds || !numbers.every(Number.isInteger) || typeof isMaximized !== 'boolean') return undefined;
    const { x, y, width, height } = bounds;
    return { bounds: { x, y, width, height }, isMaximized };
  } catch {
    return undefined;
  }
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = clamp(size.width, SMALLEST_WINDOW.width, area.width);
  const height = clamp(size.height, SMALLEST_WINDOW.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/** At least 100 x 20 pixels of the head, by which a window is moved, are visible. */
function headIsOn(bounds: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return visible >= 100 && bounds.y >= area.y && bounds.y + 20 <= area.y + area.height;
}

/** A screen smaller than the smallest window wins. */
function clamp(value: number, smallest: number, largest: number): number {
  return Math.min(Math.max(value, smallest), largest);
}
