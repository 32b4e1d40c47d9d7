import type { Job } from '../../shared/api/jobs.ts';
import { formatFixed } from './numbers.ts';
import { formatBytes } from './quantities.ts';
import { formatDuration } from './times.ts';

/** How far a job is, in words: `24.1 of 120 MB`, `3 of 12 runs`, `43 %`; empty where nothing is known. */
export function progressText({ done, total, unit }: Pick<Job, 'done' | 'total' | 'unit'>): string {
  if (unit === 'share') return total === null || total <= 0 ? '' : `${formatFixed((done / total) * 100, 0)} %`;
  if (unit === 'bytes') {
    const now = formatBytes(done);
    if (total === null) return `${now.value} ${now.unit}`;
    const all = formatBytes(total);
    return `${now.value}${now.unit === all.unit ? '' : ` ${now.unit}`} of ${all.value} ${all.unit}`;
  }
  return total === null
    ? `${formatFixed(done, 0)} ${unit}`
    : `${formatFixed(done, 0)} of ${formatFixed(total, 0)} ${unit}`;
}

/** `about 3 min left`; empty while nothing can be said. Coarse, so that it does not flicker. */
export function timeLeftText(secondsLeft: number | null): string {
  if (secondsLeft === null) return '';
  if (secondsLeft < 5) return 'a few seconds left';
  const step = secondsLeft < 60 ? 5 : secondsLeft < 600 ? 30 : 60;
  return `about ${formatDuration(Math.ceil(secondsLeft / step) * step)} left`;
}
