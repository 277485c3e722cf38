import { gzipSync } from 'node:zlib';
import { headerOf } from './tarFormat.mjs';

const MEBIBYTE = 1024 * 1024;

let zeros;

/** A gibibyte or more of a file, in a few hundred KiB. */
export function bomb(random, seed) {
  zeros ??= gzipSync(Buffer.alloc(16 * MEBIBYTE), { level: 9 });
  const size = random.pick([1024 * MEBIBYTE, 3 * 1024 * MEBIBYTE]);
  const header = random.pick([
    headerOf('bomb/zeros', { size }),
    headerOf('././@LongLink', { type: 'L', size }),
    headerOf('pax', { type: 'x', size }),
    headerOf('pax', { type: 'g', size }),
    headerOf('link', { type: '2', size, link: 'zeros' }),
    seed.subarray(0, 0), // zeros after the end of nothing
  ]);
  const times = Math.floor(size / (16 * MEBIBYTE));
  return Buffer.concat([
    gzipSync(header),
    ...random.times(Math.min(times, 96), () => zeros),
  ]);
}

const crowds = new Map();

/** Hundreds of thousands of entries; the same ones, or of one directory. */
export function manyEntries(random) {
  const kind = random.pick(['same', 'files', 'links', 'pax', 'deep']);
  if (!crowds.has(kind)) crowds.set(kind, makeCrowd(kind));
  return crowds.get(kind);
}

function makeCrowd(kind) {
  const count = kind === 'deep' ? 3_000 : 100_000;
  const block = index => {
    switch (kind) {
      case 'same':
        return headerOf('chart/same');
      case 'links':
        return headerOf(`chart/${index}`, { type: '2', link: '../../canary' });
      case 'pax':
        return headerOf('pax', { type: index % 2 ? 'x' : 'g' });
      case 'deep':
        return headerOf(`${'d/'.repeat(Math.min(index, 45))}${index}`);
      default:
        return headerOf(`chart/${index}`);
    }
  };
  const blocks = Array.from({ length: count }, (_, index) => block(index));
  const tar = Buffer.concat(blocks);
  return kind === 'same'
    ? Buffer.concat(Array.from({ length: 5 }, () => gzipSync(tar)))
    : gzipSync(tar, { level: 1 });
}
