import { BuildState } from './buildState';
import { RemoteStore } from './load/remoteStore';
import { readResources } from './load/readResources';
import { DEFAULT_LIMITS } from './options';
import { ResourceMap } from './resources/resourceMap';
import { mapEntriesTransformer } from './transformers/labels';

/** Entries for the metadata of every object. */
export interface MetadataEntries {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Writes labels and annotations to the metadata of every object of a stream,
 * over those that are there. Templates of Pods and selectors stay as they are.
 * @returns the objects in their order, each with sorted keys
 * @throws KustomizeError - the stream is not one of objects, or has one twice
 */
export function setMetadata(
  manifests: string,
  entries: MetadataEntries,
): string {
  const { context } = new BuildState(
    {},
    {
      limits: DEFAULT_LIMITS,
      remotes: new RemoteStore(undefined, DEFAULT_LIMITS.remotes),
      totalBytes: 0,
    },
  );
  const resources = readResources(manifests, {
    context,
    includeLocalConfigs: true,
  });
  const map = new ResourceMap(context, resources);
  for (const field of ['labels', 'annotations'] as const) {
    mapEntriesTransformer(new Map(Object.entries(entries[field] ?? {})), [
      {
        path: `metadata/${field}`,
        create: true,
        kind: '',
        group: '',
        version: '',
      },
    ])(map);
  }
  return map.resources.map(resource => resource.yaml()).join('---\n');
}
