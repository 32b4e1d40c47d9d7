import { platform, setPriority } from 'node:os';

const LOW_PRIORITY = 10;

/**
 * Lets whatever else runs go before the calling thread: pictures, recording, a span that is dragged. Only on Linux is a
 * thread's priority its own and not that of the whole process; elsewhere nothing changes.
 */
export function goToBackground(): void {
  if (platform() === 'linux') setPriority(0, LOW_PRIORITY);
}
