import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { JsonPatchOperation } from '../types';
import { compareJson } from './compareJson';
import { removePaths } from './removePaths';

/** How a live object differs from what applying its manifest would make of it. */
interface ObjectDifference {
  /** Numbers that messages show: those of Flux. */
  readonly additions: number;
  readonly changes: number;
  readonly removals: number;
  /** From the live object to the other; empty where nothing differs. */
  readonly patch: readonly JsonPatchOperation[];
}

type Fields = Record<string, unknown>;

/**
 * Places that no operation may replace as a whole, lest a correction takes
 * fields away that the comparison leaves out: finalizers, owners, status.
 */
const WHOLES = ['', '/metadata'];

/** Labels and annotations; the name keeps an added map from being all of metadata. */
function metadataOf({ metadata }: UnstructuredObject): Fields {
  const kept: Fields = {};
  for (const field of ['name', 'annotations', 'labels'] as const) {
    const value = metadata?.[field];
    if (value !== undefined) kept[field] = value;
  }
  return metadata ? { metadata: kept } : {};
}

function contentOf(object: UnstructuredObject): Fields {
  const { metadata, status, ...content } = object;
  return content;
}

/** Labels and annotations that only the live object has are somebody else's. */
function compareParts(
  live: UnstructuredObject,
  wanted: UnstructuredObject,
  keepApart: readonly string[],
): JsonPatchOperation[] {
  const options = { keepApart };
  return [
    ...compareJson(metadataOf(live), metadataOf(wanted), options).filter(
      ({ op }) => op !== 'remove',
    ),
    ...compareJson(contentOf(live), contentOf(wanted), options),
  ];
}

/**
 * Compares a live object with the answer to a dry-run. Status and metadata do
 * not count, but for labels and annotations.
 * @param ignored - JSON pointers of what may differ
 * @throws IgnorePathError
 * @see github.com/fluxcd/pkg ssa/jsondiff
 */
export function diffObjects(
  live: UnstructuredObject,
  dryRun: UnstructuredObject,
  ignored: readonly string[],
): ObjectDifference {
  const wanted = removePaths(dryRun, ignored);
  const found = removePaths(live, ignored);
  const shown = compareParts(found, wanted, []);
  const isSafe = shown.every(({ path }) => !WHOLES.includes(path));
  const count = (op: JsonPatchOperation['op']) =>
    shown.filter(operation => operation.op === op).length;
  return {
    additions: count('add'),
    changes: count('replace'),
    removals: count('remove'),
    patch: isSafe ? shown : compareParts(found, wanted, WHOLES),
  };
}
