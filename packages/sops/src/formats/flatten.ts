import { SopsError } from '../errors';
import { TreeBranch, TreeItem, TreeValue } from '../tree';

/**
 * Formats without nesting write the metadata as flat keys: `age__list_0__map_enc`
 * is `age[0].enc`.
 */
const SEPARATOR = /__(map|list)_/;

interface Node {
  value?: TreeValue;
  readonly keys: Map<string, Node>;
  readonly indices: Map<number, Node>;
}

const createNode = (): Node => ({ keys: new Map(), indices: new Map() });

function child<K>(children: Map<K, Node>, key: K): Node {
  const known = children.get(key);
  if (known) return known;
  const created = createNode();
  children.set(key, created);
  return created;
}

function place(root: Node, flatKey: string, value: TreeValue): void {
  const parts = flatKey.split(SEPARATOR);
  let node = child(root.keys, parts[0]);
  for (let index = 1; index < parts.length; index += 2) {
    node =
      parts[index] === 'map'
        ? child(node.keys, parts[index + 1])
        : child(node.indices, Number(parts[index + 1]) || 0);
  }
  if (node.value !== undefined) {
    throw new SopsError(
      'BAD_METADATA',
      `Error while unflattening "${flatKey}": Duplicate value`,
      ['sops'],
    );
  }
  node.value = value;
}

function build(node: Node): TreeValue {
  const kinds =
    Number(node.value !== undefined) +
    Number(node.keys.size > 0) +
    Number(node.indices.size > 0);
  if (kinds > 1) {
    throw new SopsError(
      'BAD_METADATA',
      'Error while unflattening: Type mismatch',
      ['sops'],
    );
  }
  if (node.value !== undefined) return node.value;
  if (node.indices.size === 0) {
    return new TreeBranch(
      [...node.keys]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, next]) => ({
          key,
          value: build(next),
        })),
    );
  }
  return Array.from({ length: node.indices.size }, (_, index) => {
    const next = node.indices.get(index);
    if (!next) {
      throw new SopsError(
        'BAD_METADATA',
        'Error while unflattening: Incomplete list',
        ['sops'],
      );
    }
    return build(next);
  });
}

/** Turns flat keys into a tree. */
export function unflatten(items: readonly TreeItem[]): TreeBranch {
  const root = createNode();
  for (const { key, value } of items) {
    if (typeof key === 'string') place(root, key, value);
  }
  return build(root) as TreeBranch;
}

/** Gathers the `sops_…` entries of a branch into one `sops` entry. */
export function nestMetadata(branch: TreeBranch): TreeBranch {
  const isOurs = ({ key }: TreeItem) =>
    typeof key === 'string' && key.startsWith('sops_');
  const own = branch.items.filter(isOurs);
  if (own.length === 0) return branch;
  const entry = unflatten(
    own.map(({ key, value }) => ({ key: (key as string).slice(5), value })),
  );
  return new TreeBranch([
    ...branch.items.filter(item => !isOurs(item)),
    { key: 'sops', value: entry },
  ]);
}
