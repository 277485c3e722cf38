// Objects of Git, and packs of them.
import { typeNumber, writePack } from './packFormat.mjs';

/** A pack of objects `[type, data]`. */
export function packOf(objects, options) {
  const entries = objects.map(([type, data]) => ({
    type: typeNumber(type),
    data,
  }));
  return writePack(entries, options);
}

/** Name and time of who writes commits and tags. */
export const person = 'Ann <ann@example.com> 1767225600 +0000';

/** A commit, now and then with a line that is none. */
export function commitOf(random, tree) {
  const lines = [
    `tree ${tree.toString('hex')}`,
    `author ${person}`,
    `committer ${person}`,
    '',
    'message',
  ];
  if (random.chance(0.1)) {
    const at = random.below(lines.length);
    lines[at] = random.pick([
      '',
      'tree x',
      `tree ${'0'.repeat(40)}`,
      `author ${'x'.repeat(100_000)}`,
      'committer Ann <> 99999999999999999999 +9999',
      'committer Ann',
      'gpgsig x',
      'encoding \u0000',
    ]);
  }
  return Buffer.from(lines.join('\n'));
}

export const treeEntry = (mode, name, hash) =>
  Buffer.concat([
    Buffer.from(`${mode} `),
    Buffer.from(name),
    Buffer.from([0]),
    hash,
  ]);
