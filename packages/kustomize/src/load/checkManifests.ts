import { readResources } from './readResources';

/** Reading alone asks nobody for scopes and copies nothing. */
const CONTEXT = { changes: 0, grow: () => {}, isClusterScoped: () => false };

/**
 * Whether kustomize would take a file as one of `resources`.
 * @throws KustomizeError - malformed-yaml, invalid-resource: what it is missing
 */
export function checkManifests(content: Uint8Array, file?: string): void {
  readResources(
    content,
    { context: CONTEXT, includeLocalConfigs: false },
    file,
  );
}
