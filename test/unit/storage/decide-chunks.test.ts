import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideChunks, decideSeal } from '../../../src-main/core/storage/decide-chunks.ts';

describe('decideChunks', () => {
  it('puts whole blocks where nothing waits before them and the rest into the tail', () => {
    expect(decideChunks({ stored: 4096, sealed: 4096, queued: 9000, wholeBlocksOnly: false })).toEqual([
      { kind: 'block', from: 0, to: 4096 },
      { kind: 'block', from: 4096, to: 8192 },
      { kind: 'tail', from: 8192, to: 9000 },
    ]);
  });

  it('splits tail rows at block boundaries while a tail waits', () => {
    expect(decideChunks({ stored: 4000, sealed: 0, queued: 5000, wholeBlocksOnly: false })).toEqual([
      { kind: 'tail', from: 0, to: 96 },
      { kind: 'tail', from: 96, to: 4192 },
      { kind: 'tail', from: 4192, to: 5000 },
    ]);
  });

  it('leaves what fills no block in the queue when writing in bulk', () => {
    expect(decideChunks({ stored: 0, sealed: 0, queued: 5000, wholeBlocksOnly: true })).toEqual([
      { kind: 'block', from: 0, to: 4096 },
    ]);
    expect(decideChunks({ stored: 0, sealed: 0, queued: 4095, wholeBlocksOnly: true })).toEqual([]);
  });

  it('covers the queue once, in order, and never spans a boundary', () => {
    const state = fc.record({
      sealedBlocks: fc.nat(3),
      tail: fc.nat(9000),
      queued: fc.nat(20_000),
      wholeBlocksOnly: fc.constant(false),
    });
    fc.assert(
      fc.property(state, ({ sealedBlocks, tail, queued, wholeBlocksOnly }) => {
        const sealed = sealedBlocks * 4096;
        const stored = sealed + tail;
        let next = 0;
        for (const { kind, from, to } of decideChunks({ stored, sealed, queued, wholeBlocksOnly })) {
          expect(from).toBe(next);
          expect(Math.floor((stored + from) / 4096)).toBe(Math.floor((stored + to - 1) / 4096));
          if (kind === 'block') expect([(stored + from) % 4096, to - from]).toEqual([0, 4096]);
          next = to;
        }
        expect(next).toBe(queued);
      }),
    );
  });
});

describe('decideSeal', () => {
  it('chooses the channel with most waiting, if a block of it is full', () => {
    expect(decideSeal([])).toBeUndefined();
    expect(decideSeal([{ stored: 4095, sealed: 0 }])).toBeUndefined();
    expect(
      decideSeal([
        { stored: 4096, sealed: 0 },
        { stored: 13_000, sealed: 4096 },
        { stored: 9000, sealed: 4096 },
      ]),
    ).toBe(1);
  });
});
