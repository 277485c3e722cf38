import { deflateSync } from 'node:zlib';
import { damage } from './bytes.mjs';

const pickDelta = (random, entries) => {
  const deltas = entries.filter(({ type }) => type > 5);
  return deltas.length > 0 ? random.pick(deltas) : random.pick(entries);
};

/** What happens to the entries of a pack. */
export const CHANGES = [
  [
    'a number of entries',
    (random, entries, options) => {
      options.count = random.pick([
        0,
        entries.length + 1,
        entries.length - 1,
        2 ** 32 - 1,
        2 ** 31,
      ]);
    },
  ],
  [
    'a size',
    (random, entries) => {
      const entry = random.pick(entries);
      entry.size = random.pick([
        0,
        1,
        entry.size + 1,
        2 ** 31,
        2 ** 40,
        2 ** 60,
      ]);
    },
  ],
  [
    'a type',
    (random, entries) => {
      const entry = random.pick(entries);
      entry.type = random.between(0, 7);
      entry.base ??= random.chance(0.5) ? random.below(5000) : undefined;
      if (entry.type === 7) entry.base = Buffer.from(random.bytes(20));
    },
  ],
  [
    'a distance',
    (random, entries) => {
      const entry = pickDelta(random, entries);
      entry.type = 6;
      entry.base = random.pick([
        () => 0,
        () => 1,
        at => at,
        at => at - 12,
        at => at + 5,
        () => 2 ** 40,
        () => random.below(5000),
      ]);
    },
  ],
  [
    'a delta of itself',
    (random, entries) => {
      const entry = pickDelta(random, entries);
      entry.type = 7;
      entry.base = Buffer.from(random.bytes(20));
    },
  ],
  [
    'a delta',
    (random, entries) => {
      const entry = pickDelta(random, entries);
      entry.data = damage(random, entry.data);
      entry.size = random.chance(0.5) ? entry.data.length : entry.size;
    },
  ],
  [
    'content',
    (random, entries) => {
      const entry = random.pick(entries);
      entry.data = damage(random, entry.data);
      entry.size = entry.data.length;
    },
  ],
  [
    'a compressed stream',
    (random, entries) => {
      const entry = random.pick(entries);
      const whole = deflateSync(entry.data);
      entry.stream = random.pick([
        () => damage(random, whole),
        () => whole.subarray(0, random.below(whole.length)),
        () => Buffer.concat([whole, whole]),
        () => Buffer.alloc(0),
      ])();
    },
  ],
  ['an entry twice', (random, entries) => entries.push(random.pick(entries))],
  [
    'no entry',
    (random, entries) => entries.splice(random.below(entries.length), 2),
  ],
  ['another order', (random, entries) => entries.reverse()],
];
