import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnUnit, splitColumnName } from '../../../src-main/core/formats/column-unit.ts';
import { decodeText, headLines } from '../../../src-main/core/formats/text-encoding.ts';
import { durationSeconds, timeOfDayUs, WallClockField } from '../../../src-main/core/formats/wall-clock.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const duration = (text: string) => durationSeconds(bytesOf(text), 0, bytesOf(text).length);
const ofDay = (text: string) => timeOfDayUs(bytesOf(text), 0, bytesOf(text).length);

describe('a wall clock', () => {
  it('is read in every order and notation', () => {
    const wanted = Date.UTC(2020, 0, 31, 14, 5, 6) * 1000;
    for (const text of [
      '01/31/2020 14:05:06',
      '1-31-2020 2:05:06 PM',
      '01.31.2020 02:05:06 pm',
      '2020-01-31 14:05:06',
      '2020-01-31T14:05:06',
      '01/31/2020_14:05:06.000',
      '"01/31/2020 14:05:06"',
    ])
      expect([text, new WallClockField('mdy').readText(text)]).toEqual([text, wanted]);
    expect(new WallClockField('dmy').readText('31.1.2020 14:05:06,250')).toBe(wanted + 250_000);
    expect(new WallClockField('mdy').readText('01/31/2020 12:05:06 AM')).toBe(wanted - 14 * 3600e6);
  });

  it('is nothing where there is no such day or time', () => {
    for (const text of [
      '',
      '31/01/2020 14:05:06',
      '02/30/2020 00:00:00',
      '01/31/20 14:05:06',
      '01/31/2020',
      '01/31/2020 24:00:00',
      '01/31/2020 12:60:00',
      '01/31/2020 13:00:00 PM',
      '01/31/2020 12:00:00Z',
      '01 31 2020 12:00:00',
      '13/01/2020 1:2:3',
    ])
      expect([text, new WallClockField('mdy').readText(text)]).toEqual([text, Number.NaN]);
    expect(ofDay('7')).toBeNaN();
  });

  it('agrees with the calendar on every day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1950-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString();
          expect(new WallClockField().readText(iso.slice(0, 23))).toBe(date.getTime() * 1000);
        },
      ),
    );
  });
});

it('durations run past a day, with or without padding', () => {
  expect(duration('  0d 00:00:10.0000')).toBe(10);
  expect(duration('  0d 00:00:5')).toBe(5);
  expect(duration('  2d 02:52:51.5699996948242')).toBeCloseTo(183171.57, 6);
  expect(duration('27:15:04')).toBe(98104);
  for (const text of ['', '5', '1:2', '0d', '1d 2d 00:00:01', '00:61:00', '00:00:00x'])
    expect([text, duration(text)]).toEqual([text, Number.NaN]);
});

it('units are known by their text, not by symbols that exports destroy', () => {
  expect(splitColumnName('(Q-Qo)/mA.h')).toEqual({ quantity: '(Q-Qo)', unitText: 'mA.h' });
  expect(splitColumnName('Voltage [V]')).toEqual({ quantity: 'Voltage', unitText: 'V' });
  expect(splitColumnName('Current(A)')).toEqual({ quantity: 'Current', unitText: 'A' });
  expect(columnUnit('mA.h')).toMatchObject({ unit: 'C', scale: 3.6 });
  expect(columnUnit('C', 'Temperature')).toMatchObject({ unit: 'degC' });
  expect(columnUnit('\u00EF\u00BF\u00BDC', 'Temperature')).toMatchObject({ unit: 'degC' });
  expect(columnUnit('C', '(Q-Qo)')).toMatchObject({ unit: 'C' });
  expect(columnUnit('constructor')).toBeUndefined();
  expect(columnUnit('W.h')).toBeUndefined();
});

it('text is UTF-8 where it can be, else of the code page', () => {
  expect(decodeText(bytesOf('\u00B5A'))).toBe('\u00B5A');
  expect(decodeText(Uint8Array.from([0xb5, 0x41]))).toBe('\u00B5A');
  expect(decodeText(Uint8Array.from([0xec]), 'windows-1250')).toBe('\u011B');
  expect(headLines(bytesOf('\uFEFFa\r\nb\rc\nd'))).toEqual(['a', 'b', 'c', 'd']);
});
