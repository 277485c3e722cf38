import { formatDuration } from '../format/formatDuration';
import { goTime } from './goTime';
import { parseDuration } from './parseDuration';
import { parseTime } from './parseTime';
import { loadZone, UTC } from './zones';

const MOMENT = BigInt(Date.UTC(2024, 1, 29, 13, 4, 5, 678)) * 1_000_000n;

describe('layouts', () => {
  it.each([
    ['2006-01-02T15:04:05Z07:00', '2024-02-29T13:04:05Z'],
    ['Mon Jan _2 15:04:05.000 2006', 'Thu Feb 29 13:04:05.678 2024'],
    ['Monday, January 2 06, 3:4:5 pm', 'Thursday, February 29 24, 1:4:5 pm'],
    ['02/01/06 03PM .999999', '29/02/24 01PM .678'],
    ['002 __2', '060  60'],
    ['MST -0700 -07:00 Z0700', 'UTC +0000 +00:00 Z'],
    ['no fields', 'no fields'],
  ])('%s', (layout, text) => {
    expect(goTime(MOMENT).format(layout)).toBe(text);
  });

  it('show a moment in other zones', () => {
    const layout = '2006-01-02 15:04 -0700 MST';
    const shown = (zone: string) =>
      goTime(MOMENT).in(loadZone(zone)).format(layout);
    expect(shown('Europe/Berlin')).toBe('2024-02-29 14:04 +0100 CET');
    expect(shown('America/New_York')).toBe('2024-02-29 08:04 -0500 EST');
    expect(shown('Asia/Kolkata')).toBe('2024-02-29 18:34 +0530 IST');
    expect(() => loadZone('Nowhere/X')).toThrow('unknown time zone Nowhere/X');
  });

  it('hold years that no Date holds', () => {
    const far = goTime((2n ** 63n - 1n) * 1_000_000_000n);
    expect(far.format('2006')).toBe('292277026596');
    expect(far.in(loadZone('Europe/Berlin')).format('MST')).toBe('CET');
  });
});

describe('reading times', () => {
  it.each([
    ['2006-01-02', '2024-02-29', '2024-02-29 00:00:00 +0000 UTC'],
    ['Jan 2 2006 3:04PM', 'Feb 9 2024 1:05PM', '2024-02-09 13:05:00 +0000 UTC'],
    [
      '2006-01-02 15:04:05',
      '2024-02-29 13:04:05.25',
      '2024-02-29 13:04:05.25 +0000 UTC',
    ],
  ])('%s: %s', (layout, text, shown) => {
    expect(parseTime(layout, text, UTC).string?.()).toBe(shown);
  });

  it.each([
    ['2006-01-02', '2023-02-29', 'day out of range'],
    ['2006-01-02', '2024-13-01', 'month out of range'],
    ['2006-01-02', 'x', 'cannot parse "x" as "2006"'],
    ['2006-01-02', '2024-02-29x', 'extra text: "x"'],
    ['20-', '0001', 'cannot parse "1" as "0-"'],
  ])('%s refuses %s', (layout, text, message) => {
    expect(() => parseTime(layout, text, UTC)).toThrow(message);
  });
});

describe('durations', () => {
  it.each([
    ['1h30m', '1h30m0s'],
    ['-2.5s', '-2.5s'],
    ['1ms2us3ns', '1.002003ms'],
    ['.5m', '30s'],
    ['0', '0s'],
    ['2562047h47m16.854775807s', '2562047h47m16.854775807s'],
  ])('%s is %s', (text, shown) => {
    expect(formatDuration(parseDuration(text))).toBe(shown);
  });

  it.each(['', '1', 'h', '1x', '2562048h', '1..5s'])('refuses %j', text => {
    expect(() => parseDuration(text)).toThrow('time: ');
  });
});
