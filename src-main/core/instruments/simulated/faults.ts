import { z } from 'zod';
import { AppError } from '../../../../shared/api/errors.ts';
import { LAB_TAGS } from './lab-tags.ts';

const labTagId = z.string().refine((id) => LAB_TAGS.some((tag) => tag.id === id), 'is no tag of the lab');
const labSeconds = z.number().positive().max(1e7);
const hostSeconds = z.number().min(0).max(3600);

/**
 * What can go wrong in the simulated lab on demand. Times of the laboratory are laboratory seconds;
 * times of network and computer are host seconds.
 */
export const labFaultSchema = z.discriminatedUnion('kind', [
  /** The server lives, but nothing new is published. What happens meanwhile is never published, and not in the truth log. */
  z.object({ kind: z.literal('stall'), labSeconds }),
  /** All connections are cut and refused; publishing goes on into the server's queues. */
  z.object({ kind: z.literal('drop'), hostSeconds }),
  /** A tag is published with BadSensorFailure and its plausible value. */
  z.object({ kind: z.literal('bad-quality'), tag: labTagId, labSeconds }),
  /** The filament burns out: no emission, no ions, total pressure -1. It is switched on again after the time. */
  z.object({ kind: z.literal('filament-off'), labSeconds }),
  /** The clock of one instrument is set, positive: forward. */
  z.object({
    kind: z.literal('clock-step'),
    source: z.enum(['qms', 'mfc', 'cycler', 'valve']),
    seconds: z.number().min(-1e6).max(1e6),
  }),
  /** The server restarts with another namespace before ours, so that ours has another index. */
  z.object({ kind: z.literal('namespace-moved'), hostSeconds }),
  /** The server stops and starts again on its port; queues and sessions are gone. */
  z.object({ kind: z.literal('restart'), hostSeconds }),
  /** Tags, or all without one, are published and can be read, but are reported to nobody any more; reading goes on as if nothing were. */
  z.object({ kind: z.literal('mute'), tag: labTagId.optional() }),
  /** A node is taken out of the address space; a restart brings it back. */
  z.object({ kind: z.literal('node-removed'), tag: labTagId }),
]);
export type LabFault = z.infer<typeof labFaultSchema>;

const FORMS = [
  'stall:SECONDS',
  'drop:SECONDS',
  'bad-quality:TAG:SECONDS',
  'filament-off:SECONDS',
  'clock-step:qms|mfc|cycler|valve:SECONDS',
  'namespace-moved[:SECONDS]',
  'restart[:SECONDS]',
  'mute[:TAG]',
  'node-removed:TAG',
];

/** Reads a fault as given on the command line, e.g. `drop:5` or `bad-quality:QMS.MID.M32.IonCurrent:600`; AppError if it is none. */
export function parseLabFault(text: string): LabFault {
  const [kind, ...rest] = text.split(':');
  const number = (index: number, absent: number) => (rest[index] === undefined ? absent : Number(rest[index]));
  const candidate = (() => {
    switch (kind) {
      case 'stall':
      case 'filament-off':
        return { kind, labSeconds: number(0, Number.NaN) };
      case 'drop':
        return { kind, hostSeconds: number(0, Number.NaN) };
      case 'restart':
      case 'namespace-moved':
        return { kind, hostSeconds: number(0, 0) };
      case 'bad-quality':
        return { kind, tag: rest[0], labSeconds: number(1, Number.NaN) };
      case 'clock-step':
        return { kind, source: rest[0], seconds: number(1, Number.NaN) };
      case 'mute':
      case 'node-removed':
        return { kind, tag: rest[0] };
      default:
        return null;
    }
  })();
  const parsed = labFaultSchema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: 'no-such-fault',
    happened: `“${text}” is no fault of the simulated lab.`,
    safe: 'The simulated lab goes on undisturbed.',
    next: `Give one of ${FORMS.join(', ')}.`,
  });
}
