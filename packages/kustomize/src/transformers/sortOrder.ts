import { gvkSortText, KIND_ORDER, kindPositions } from '../config/fieldSpecs';
import { KustomizeError } from '../errors';
import type { SortSettings } from '../load/kustomizationTypes';
import { describeGvk, sameGvk, type ResourceId } from '../resources/resourceId';
import type { Transformer } from './transformer';

/**
 * Sorts the output: `fifo` keeps the order of reading, `legacy` puts kinds in
 * the order in which they are best applied.
 * @throws KustomizeError - invalid-config, for another order
 */
export function sortTransformer(settings: SortSettings): Transformer {
  const { order, legacySortOptions } = settings;
  if (order !== 'fifo' && order !== 'legacy') {
    throw new KustomizeError(
      'invalid-config',
      "the field 'sortOptions.order' must be one of [fifo, legacy]",
    );
  }
  if (order === 'fifo') {
    if (legacySortOptions !== undefined) {
      throw new KustomizeError(
        'invalid-config',
        `the field 'sortOptions.legacySortOptions' is set but the selected sort order is '${order}', not 'legacy'`,
      );
    }
    return () => {};
  }
  const positions =
    legacySortOptions === undefined
      ? kindPositions(KIND_ORDER.first, KIND_ORDER.last)
      : kindPositions(
          legacySortOptions.orderFirst ?? [],
          legacySortOptions.orderLast ?? [],
        );
  return map => {
    const sorted = map.resources
      .map(resource => ({
        resource,
        key: sortKey(resource.currentId, positions),
      }))
      .sort((a, b) => compare(a.key, b.key));
    map.assign(sorted.map(({ resource }) => resource));
  };
}

interface SortKey {
  readonly id: ResourceId;
  readonly position: number;
  readonly kindText: string;
  readonly nameText: string;
}

function sortKey(
  id: ResourceId,
  positions: ReadonlyMap<string, number>,
): SortKey {
  return {
    id,
    position: positions.get(id.kind) ?? 0,
    kindText: gvkSortText(id),
    nameText: `${describeGvk(id)}|${id.namespace || '~X'}|${id.name || '~N'}`,
  };
}

function compare(a: SortKey, b: SortKey): number {
  if (sameGvk(a.id, b.id)) return compareText(a.nameText, b.nameText);
  if (a.position !== b.position) return a.position - b.position;
  const bothNamespaces = a.id.kind === 'Namespace' && b.id.kind === 'Namespace';
  const order = compareText(a.kindText, b.kindText);
  return bothNamespaces && (a.id.group === '' || b.id.group === '')
    ? -order
    : order;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
