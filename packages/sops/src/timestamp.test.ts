import { parseTimestamp, toSeconds } from './timestamp';

describe('parseTimestamp', () => {
  it.each([
    ['2026-11-21T07:22:23Z', '2026-11-21T07:22:23Z'],
    ['2026-11-21T07:22:23+00:00', '2026-11-21T07:22:23Z'],
    ['2026-11-21T07:22:23.500-05:00', '2026-11-21T07:22:23.5-05:00'],
    ['2026-11-21T07:22:23.000Z', '2026-11-21T07:22:23Z'],
    ['2026-11-21T07:22:23.1234567891Z', '2026-11-21T07:22:23.123456789Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('writes %s as Go does', (text, written) => {
    expect(parseTimestamp(text)?.text).toBe(written);
  });

  it.each([
    '2026-11-21',
    '2026-11-21T07:22:23',
    '2026-11-21 07:22:23Z',
    '2026-13-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+24:00',
    'now',
    '',
  ])('refuses "%s"', text => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

it('leaves a fraction of a second out', () => {
  const time = parseTimestamp('2026-11-21T07:22:23.25+01:00')!;
  expect(toSeconds(time)).toBe('2026-11-21T07:22:23+01:00');
});
