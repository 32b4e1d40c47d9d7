import { lowerBound } from './curve.ts';
import type { PlotStack } from './plot-stack.ts';
import type { StackFrame } from './stack-frame.ts';

/** Copies what the stack shows as a PNG. @throws where the system denies the clipboard */
export async function copyPicture(stack: PlotStack): Promise<void> {
  const picture = composePicture(stack);
  const blob = new Promise<Blob>((done, fail) =>
    picture.toBlob((made) => (made ? done(made) : fail(new Error('the picture could not be made'))), 'image/png'),
  );
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
}

function composePicture(stack: PlotStack): HTMLCanvasElement {
  const parts = stack.canvases;
  const picture = document.createElement('canvas');
  picture.width = Math.max(...parts.map((part) => part.width));
  picture.height = parts.reduce((sum, part) => sum + part.height, 0);
  const context = picture.getContext('2d')!;
  context.fillStyle = stack.background;
  context.fillRect(0, 0, picture.width, picture.height);
  let top = 0;
  for (const part of parts) {
    context.drawImage(part, 0, top);
    top += part.height;
  }
  return picture;
}

/** Copies the curves in sight as tab-separated numbers. */
export async function copyNumbers(frame: StackFrame): Promise<void> {
  await navigator.clipboard.writeText(numbersText(frame));
}

/**
 * Curves in sight as text: three columns per curve (place on x, smallest, largest value of each bucket as drawn), so that
 * nothing is interpolated onto a common x.
 */
export function numbersText(frame: StackFrame): string {
  const x = { time: 'hours', soc: 'SOC_percent', capacity: 'mAh_per_gram', voltage: 'volt' }[frame.xKind];
  const blocks = frame.rows.flatMap((row) =>
    row.curves.map((curve) => {
      const name = `${row.id}:${curve.id}`;
      const { columns } = curve;
      const lines: string[][] = [];
      const end = lowerBound(columns.x, frame.x.to);
      for (let i = lowerBound(columns.x, frame.x.from); i < end; i++)
        if (!Number.isNaN(columns.min[i]!)) lines.push([columns.x[i]!, columns.min[i]!, columns.max[i]!].map(String));
      return { head: [`${name} ${x}`, `${name} min`, `${name} max`], lines };
    }),
  );
  const longest = Math.max(0, ...blocks.map((block) => block.lines.length));
  const rows = [blocks.flatMap((block) => block.head).join('\t')];
  for (let i = 0; i < longest; i++) rows.push(blocks.flatMap((block) => block.lines[i] ?? ['', '', '']).join('\t'));
  return `${rows.join('\n')}\n`;
}
