import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import { writeDurably } from '../storage/durable-files.ts';

/** Largest picture taken; it goes into every report. */
export const MOST_LOGO_BYTES = 512 * 1024;

const KINDS = [
  { file: 'logo.png', mediaType: 'image/png' },
  { file: 'logo.svg', mediaType: 'image/svg+xml' },
] as const;

const PNG_BEGIN = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The laboratory's logo as a `data:` address, or null. Whatever is in it is shown as a picture, never run. */
export function readLogo(home: string): string | null {
  const kind = KINDS.find(({ file }) => existsSync(join(home, file)));
  if (!kind) return null;
  return `data:${kind.mediaType};base64,${readFileSync(join(home, kind.file)).toString('base64')}`;
}

/** Keeps a PNG or SVG as the logo; null removes it. @throws AppError `bad-logo` */
export function saveLogo(home: string, content: Uint8Array | null): void {
  const kind = content === null ? undefined : kindOf(content);
  if (kind) writeDurably(join(home, kind.file), content!);
  for (const { file } of KINDS) if (file !== kind?.file) rmSync(join(home, file), { force: true });
}

function kindOf(content: Uint8Array): (typeof KINDS)[number] {
  const refuse = (happened: string) =>
    new AppError({
      code: 'bad-logo',
      happened,
      safe: 'The logo is as it was.',
      next: 'Choose a PNG or SVG picture of at most 512 kB.',
    });
  if (content.length > MOST_LOGO_BYTES)
    throw refuse(`The picture has ${Math.round(content.length / 1024)} kB; a logo has at most 512 kB.`);
  if (PNG_BEGIN.every((byte, i) => content[i] === byte)) return KINDS[0];
  const text = Buffer.from(content).toString('utf8');
  if (!/<svg[\s>]/.test(text.slice(0, 4096))) throw refuse('The file is neither a PNG nor an SVG picture.');
  if (!/viewBox=|width=/.test(text.slice(0, 8192))) throw refuse('The SVG picture does not say how large it is.');
  return KINDS[1];
}
