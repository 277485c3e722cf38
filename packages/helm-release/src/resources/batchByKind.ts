import type { Resource } from './resource';

/** Neighbours of one kind together, in the order of the manifest. */
export function batchByKind(resources: readonly Resource[]): Resource[][] {
  const batches: Resource[][] = [];
  let kind: string | undefined;
  for (const resource of resources) {
    if (resource.object.kind === kind) {
      batches[batches.length - 1].push(resource);
    } else {
      batches.push([resource]);
      kind = resource.object.kind;
    }
  }
  return batches;
}
