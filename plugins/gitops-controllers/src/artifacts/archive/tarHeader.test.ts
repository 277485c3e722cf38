import { decodeName } from '@backstage-gitops/tar';
import { createHash } from 'crypto';
import recorded from './testdata/tar.json';
import { paddingFor, tarHeader } from './tarHeader';

// testdata/tar.json was recorded from Go's archive/tar by testdata/record.go.
describe('tarHeader', () => {
  it.each(recorded.map(entry => [entry.name, entry] as const))(
    'writes the bytes that Go writes for %s',
    (_, { header, bytes, ...entry }) => {
      const name = bytes
        ? decodeName(Buffer.from(bytes, 'base64'))
        : entry.name;
      const written = tarHeader({ ...entry, name });
      expect(createHash('sha256').update(written).digest('hex')).toBe(header);
    },
  );
});

describe('paddingFor', () => {
  it.each([
    [0, 0],
    [1, 511],
    [512, 0],
    [513, 511],
  ])('fills %i bytes with %i', (size, padding) => {
    expect(paddingFor(size)).toHaveLength(padding);
  });
});
