// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { Random } from '../../../../../test/random/src/index.js';
import { hostileArchive } from './archives.mjs';
import { hostileAnswers } from './gitAnswers.mjs';
import { hostileIndex } from './helmIndexes.mjs';
import { hostileManifest } from './ociAnswers.mjs';
import { hostilePack } from './packs.mjs';

/** Maker of the files of an input, by the reader that gets them. */
const MAKERS = {
  archive: (random, seeds, sandbox) =>
    hostileArchive(random, seeds.archives, sandbox),
  image: (random, seeds, sandbox) =>
    hostileArchive(random, seeds.archives, sandbox),
  chart: (random, seeds, sandbox) =>
    hostileArchive(random, seeds.charts, sandbox),
  'git-pack': (random, seeds, sandbox) =>
    hostilePack(random, seeds.packs, sandbox),
  'git-answer': (random, seeds) => hostileAnswers(random, seeds.answers),
  'helm-index': (random, seeds) => hostileIndex(random, seeds.indexes),
  oci: (random, seeds, sandbox) =>
    hostileManifest(random, seeds.archives, sandbox),
};
const WEIGHTS = {
  archive: 4,
  image: 2,
  chart: 3,
  'git-pack': 5,
  'git-answer': 3,
  'helm-index': 3,
  oci: 2,
};

/**
 * The input of a name such as `1:4711`: `{ kind, description, files }`.
 * @param only - its kind; random where undefined
 */
export function makeInput(seeds, name, sandbox, only) {
  const random = new Random(`hostile ${name}`);
  const chosen = random.weighted(
    Object.entries(WEIGHTS).map(([kind, weight]) => [weight, kind]),
  );
  const kind = only ?? chosen;
  return { kind, ...MAKERS[kind](random, seeds, sandbox) };
}
