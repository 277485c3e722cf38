import { text } from './expressions.mjs';

/**
 * Makes a tree smaller while `isStill(template)` holds: leaves parts out, or
 * puts a part in the place of the whole.
 */
export function shrinkTree(tree, isStill) {
  const root = [tree];
  const holds = () => isStill(text(root));
  for (let changed = true; changed; ) {
    changed = false;
    for (const list of listsIn(root)) {
      for (let index = list.length - 1; index >= 0; index--) {
        changed = shrinkPart(list, index, holds) || changed;
      }
    }
  }
  return text(root);
}

function listsIn(tree) {
  return typeof tree === 'string' ? [] : [tree, ...tree.flatMap(listsIn)];
}

function shrinkPart(list, index, holds) {
  const part = list[index];
  if (part === undefined || text(part) === '') return false;
  const smaller =
    typeof part === 'string'
      ? [[]]
      : [[], ...part.filter(inner => typeof inner !== 'string')];
  for (const candidate of smaller) {
    if (candidate === part || text(candidate) === text(part)) continue;
    list[index] = candidate;
    if (holds()) return true;
  }
  list[index] = part;
  return false;
}

/** Leaves out characters, for templates without a tree and as a last step. */
export function shrinkText(template, isStill) {
  let current = template;
  for (
    let size = Math.ceil(current.length / 2);
    size >= 1;
    size = Math.floor(size / 2)
  ) {
    for (let at = 0; at < current.length; ) {
      const candidate = current.slice(0, at) + current.slice(at + size);
      if (isStill(candidate)) current = candidate;
      else at += size;
    }
  }
  return current;
}

/** Leaves out fields of the data. */
export function shrinkData(data, isStill) {
  let current = data;
  for (const key of Object.keys(data)) {
    const { [key]: _, ...rest } = current;
    if (isStill(rest)) current = rest;
  }
  return current;
}
