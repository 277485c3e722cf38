import { damage } from './bytes.mjs';
import { packBomb } from './packBombs.mjs';
import { CHANGES } from './packChanges.mjs';
import { parsePack, seal, unsealed, writePack } from './packFormat.mjs';
import { hostileTree } from './packTrees.mjs';

/** A hostile pack: `{ description, files }`. */
export function hostilePack(random, packs, sandbox) {
  const [description, make] = random.weighted([
    [5, ['entries', changedEntries]],
    [4, ['bytes', changedBytes]],
    [6, ['a tree', hostileTree]],
    [0.5, ['a bomb', packBomb]],
  ]);
  const made = make(random, random.pick(packs), sandbox);
  return {
    description: made.description ?? description,
    files: { 'transfer/1.pack': made.pack, commit: made.commit },
  };
}

function changedBytes(random, { pack, commit }) {
  const bytes = random.chance(0.7)
    ? seal(damage(random, unsealed(pack)))
    : damage(random, pack);
  return { pack: bytes, commit };
}

function changedEntries(random, { pack, commit }) {
  const entries = parsePack(pack);
  const options = { level: random.pick([0, 1, 9]) };
  const changes = random.times(random.pick([1, 1, 2, 4]), () => {
    const [name, change] = random.pick(CHANGES);
    change(random, entries, options);
    return name;
  });
  return {
    description: changes.join(', '),
    pack: writePack(entries, options),
    commit,
  };
}
