import { gunzipSync, gzipSync } from 'node:zlib';
import { bomb, manyEntries } from './archiveBombs.mjs';
import { CHANGES } from './archiveChanges.mjs';
import { damage } from './bytes.mjs';
import { parse, serialize } from './tarFormat.mjs';

/**
 * A hostile tar.gz, from one of the archives.
 * @returns `{ description, files }`
 */
export function hostileArchive(random, archives, sandbox) {
  const { description, bytes } = hostileTarGz(random, archives, sandbox);
  return { description, files: { 'archive.tar.gz': bytes } };
}

/** @returns `{ description, bytes }` */
export function hostileTarGz(random, archives, sandbox) {
  const seed = random.pick(archives);
  const how = random.weighted([
    [10, 'entries'],
    [3, 'tar bytes'],
    [3, 'gzip bytes'],
    [0.15, 'bomb'],
    [0.15, 'many entries'],
  ]);
  if (how === 'gzip bytes') {
    return { description: how, bytes: damage(random, seed) };
  }
  if (how === 'bomb') return { description: how, bytes: bomb(random, seed) };
  if (how === 'many entries') {
    return { description: how, bytes: manyEntries(random) };
  }
  const tar = gunzipSync(seed);
  if (how === 'tar bytes') {
    return { description: how, bytes: pack(random, damage(random, tar)) };
  }
  const entries = parse(tar);
  const changes = random.times(random.pick([1, 1, 1, 2, 4]), () => {
    const [name, change] = random.pick(CHANGES);
    change(random, entries, sandbox.targets);
    return name;
  });
  return {
    description: changes.join(', '),
    bytes: pack(random, serialize(random, entries)),
  };
}

/** gzip in one member or several, whole or cut. */
function pack(random, tar) {
  const level = random.pick([0, 1, 9]);
  if (random.chance(0.1)) {
    const at = random.below(tar.length + 1);
    return Buffer.concat([
      gzipSync(tar.subarray(0, at), { level }),
      gzipSync(tar.subarray(at), { level }),
    ]);
  }
  const bytes = gzipSync(tar, { level });
  if (random.chance(0.03)) return bytes.subarray(0, random.below(bytes.length));
  if (random.chance(0.03)) return Buffer.concat([bytes, random.bytes(100)]);
  return bytes;
}
