import { spawn, type ChildProcess } from 'node:child_process';
import { findProgram } from './find-program.ts';

/** Programs that keep a computer awake for as long as they run. */
const PROGRAMS: Partial<Record<NodeJS.Platform, { command: string; args: string[] }>> = {
  linux: {
    command: 'systemd-inhibit',
    args: ['--what=idle:sleep', '--who=OpenDEMS', '--why=A run is being recorded', 'sleep', 'infinity'],
  },
  darwin: { command: 'caffeinate', args: ['-i'] },
};

/** Keeps the computer awake while a run is recorded, where the system has a program for it. */
export class KeepAwake {
  readonly isPossible: boolean;
  #program = PROGRAMS[process.platform];
  #child: ChildProcess | undefined;

  constructor() {
    this.isPossible = this.#program !== undefined && findProgram(this.#program.command) !== undefined;
  }

  follow(isRecording: boolean): void {
    if (!isRecording) this.#release();
    else if (this.isPossible && !this.#child) {
      const { command, args } = this.#program!;
      // A group of its own, so that the program and what it runs end together.
      const child = spawn(command, args, { stdio: 'ignore', detached: true });
      this.#child = child;
      child.once('error', () => (this.#child = undefined));
      child.once('exit', () => (this.#child = undefined));
    }
  }

  #release(): void {
    const processId = this.#child?.pid;
    this.#child = undefined;
    try {
      if (processId !== undefined) process.kill(-processId);
    } catch {
      // It has ended by itself.
    }
  }
}
