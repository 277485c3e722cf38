import { createHash } from 'crypto';
import { encodeHeader, tarPadding } from './encodeHeader';
import { decodeName } from './names';
import recorded from './testdata/encodeHeader.json';

// Recorded from Go's archive/tar by testdata/record.go.
describe('encodeHeader', () => {
  it.each(recorded.map(entry => [entry.name, entry] as const))(
    'writes the bytes that Go writes for %s',
    (_, { header, bytes, ...entry }) => {
      const name = bytes
        ? decodeName(Buffer.from(bytes, 'base64'))
        : entry.name;
      const written = encodeHeader({ ...entry, name });
      expect(createHash('sha256').update(written).digest('hex')).toBe(header);
    },
  );
});

describe('tarPadding', () => {
  it.each([
    [0, 0],
    [1, 511],
    [512, 0],
    [513, 511],
  ])('fills %i bytes with %i', (size, padding) => {
    expect(tarPadding(size)).toHaveLength(padding);
  });
});
