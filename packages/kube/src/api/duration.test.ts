import { DurationError, formatDuration, parseDuration } from './duration';

describe('parseDuration', () => {
  it.each([
    ['1h', 3_600_000],
    ['1h2m3.5s', 3_723_500],
    ['10ms', 10],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['0', 0],
    ['-5m', -300_000],
    ['1us', 0.001],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(['', '1', '1d', 'h', '1h ', '.s', '1..5s'])('refuses "%s"', text => {
    expect(() => parseDuration(text)).toThrow(DurationError);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [3_600_000, '1h0m0s'],
    [30_000, '30s'],
    [90_000, '1m30s'],
    [3_570_000, '59m30s'],
    [442.599621, '442.599621ms'],
    [5201.877934, '5.201877934s'],
    [127, '127ms'],
    [0.5, '500µs'],
    [0.0005, '500ns'],
    [0.0015, '1.5µs'],
    [-1500, '-1.5s'],
    [86_400_000, '24h0m0s'],
  ])('prints %d ms as Go does', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
