import { formatSize } from './formatSize';

it.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [1165, '1.165kB'],
  [12_345, '12.35kB'],
  [999_960, '1000kB'],
  [52_428_800, '52.43MB'],
])('formats %i bytes as go-units does', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
