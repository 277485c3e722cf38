import { retryAfterMs } from './retryAfter';

const NOW_MS = Date.parse('2026-01-02T03:04:05Z');

it.each([
  [undefined, undefined],
  ['', undefined],
  ['0', 0],
  [' 120 ', 120_000],
  ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
  ['Fri, 02 Jan 2026 03:04:00 GMT', 0],
  ['soon', undefined],
  ['9999999999', undefined],
])('reads Retry-After %j as %p', (value, expected) => {
  const headers: Record<string, string> =
    value === undefined ? {} : { 'retry-after': value };
  expect(retryAfterMs(headers, NOW_MS)).toBe(expected);
});
