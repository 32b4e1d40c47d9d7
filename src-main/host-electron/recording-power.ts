import { powerMonitor, powerSaveBlocker } from 'electron';
import type { HostToCore, RecordingStatus } from '../core/host-messages.ts';

/** Keeps the computer awake while a run is recorded, and tells the core when it slept all the same. */
export class RecordingPower {
  #blocker: number | undefined;

  constructor(send: (message: HostToCore) => void) {
    powerMonitor.on('suspend', () => send({ kind: 'power', state: 'suspended' }));
    powerMonitor.on('resume', () => send({ kind: 'power', state: 'resumed' }));
  }

  follow({ isRecording }: RecordingStatus): void {
    if (isRecording) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }
}
