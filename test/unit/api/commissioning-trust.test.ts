import { describe, expect, it } from 'vitest';
import type { Commissioning } from '../../../shared/api/instruments.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { profileSchema } from '../../../shared/domain/profile.ts';
import { systemHostClock } from '../../../shared/domain/clock.ts';
import { CommissioningTest, type OpenForTest } from '../../../src-main/core/api/commissioning-test.ts';

const SHOWN = 'A'.repeat(40);
const profile = profileSchema.parse({ kind: 'simulated-lab', name: 'Lab' });

/** A server with one certificate; it says which thumbprints were accepted. */
function server(thumbprint: string): { open: OpenForTest; accepted: string[] } {
  const accepted: string[] = [];
  return {
    accepted,
    open: async (_profile, { onCertificate }) => {
      const facts = { endpoint: 'opc.tcp://gsd320:4840', thumbprint, subject: 'CN=GSD 320' };
      const valid = { validFromMs: Date.UTC(2026, 0, 1), validToMs: Date.UTC(2027, 0, 1) };
      if (await onCertificate!({ ...facts, ...valid })) accepted.push(thumbprint);
      throw new AppError({ code: 'stop', happened: 'It ends here.', safe: 'Nothing was sent.', next: 'Nothing.' });
    },
  };
}

async function outcome(open: OpenForTest, trustThumbprint?: string): Promise<Commissioning> {
  let standing: Commissioning | undefined;
  const clock = systemHostClock();
  await new CommissioningTest({ profile, open, clock, trustThumbprint, onChange: (one) => (standing = one) }).run();
  return standing!;
}

describe('a server whose certificate nobody has accepted', () => {
  it('is refused, and its certificate is shown', async () => {
    const { open, accepted } = server(SHOWN);
    expect(await outcome(open)).toMatchObject({
      state: 'failed',
      untrusted: {
        endpoint: 'opc.tcp://gsd320:4840',
        thumbprint: SHOWN,
        validFrom: '2026-01-01',
        validTo: '2027-01-01',
      },
    });
    expect(accepted).toEqual([]);
  });

  it('is accepted when exactly what was shown comes again, and refused when another one does', async () => {
    const same = server(SHOWN);
    expect((await outcome(same.open, SHOWN)).untrusted).toBeNull();
    expect(same.accepted).toEqual([SHOWN]);
    const other = server('B'.repeat(40));
    expect((await outcome(other.open, SHOWN)).untrusted?.thumbprint).toBe('B'.repeat(40));
    expect(other.accepted).toEqual([]);
  });
});
