import { expect, test } from 'vitest';
import { AppError } from '../../../../shared/api/errors.ts';
import { parseLabFault } from '../../../../src-main/core/instruments/simulated/faults.ts';

test.each([
  ['stall:60', { kind: 'stall', labSeconds: 60 }],
  ['drop:5', { kind: 'drop', hostSeconds: 5 }],
  ['bad-quality:QMS.MID.M32.IonCurrent:600', { kind: 'bad-quality', tag: 'QMS.MID.M32.IonCurrent', labSeconds: 600 }],
  ['filament-off:120', { kind: 'filament-off', labSeconds: 120 }],
  ['clock-step:cycler:-3600', { kind: 'clock-step', source: 'cycler', seconds: -3600 }],
  ['namespace-moved', { kind: 'namespace-moved', hostSeconds: 0 }],
  ['restart:2', { kind: 'restart', hostSeconds: 2 }],
  ['mute', { kind: 'mute' }],
  ['mute:MFC.1.fMeasure', { kind: 'mute', tag: 'MFC.1.fMeasure' }],
  ['node-removed:MFC.1.fMeasure', { kind: 'node-removed', tag: 'MFC.1.fMeasure' }],
])('%s', (text, fault) => expect(parseLabFault(text)).toEqual(fault));

test.each([
  '',
  'stall',
  'stall:soon',
  'drop:-1',
  'bad-quality:QMS.MID.M999.IonCurrent:5',
  'clock-step:moon:5',
  'fire:3',
])('“%s” is none', (text) => {
  expect(() => parseLabFault(text)).toThrow(AppError);
  expect(() => parseLabFault(text)).toThrow(/clock-step:qms\|mfc\|cycler\|valve:SECONDS/);
});
