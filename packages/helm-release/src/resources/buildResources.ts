import {
  NoMatchError,
  type ResourceInfo,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { ResourceError } from './errors';
import { parseManifest } from './parseManifest';
import type { Resource, ResourceContext } from './resource';

/**
 * The objects of a manifest with how the cluster serves their kinds.
 * @param namespace - for objects that name none
 * @param isValidated - as of {@link parseManifest}
 * @throws ResourceError - `manifest`, `no-match`: every unknown kind is named
 */
export async function buildResources(
  context: ResourceContext,
  manifest: string,
  namespace: string,
  isValidated = false,
): Promise<Resource[]> {
  const resources: Resource[] = [];
  const problems = new Set<string>();
  let cause: unknown;
  const objects = await (context.parseManifest?.(manifest, isValidated) ??
    parseManifest(manifest, isValidated));
  for (const object of objects) {
    try {
      const mapping = await context.client.mapper.find(object, context.signal);
      resources.push(toResource(object, mapping, namespace));
    } catch (error) {
      if (!(error instanceof NoMatchError)) throw error;
      problems.add(unknownKind(object, error));
      cause = error;
    }
  }
  if (problems.size > 0) {
    throw new ResourceError('no-match', joinProblems([...problems]), { cause });
  }
  return resources;
}

function toResource(
  object: UnstructuredObject,
  mapping: ResourceInfo,
  namespace: string,
): Resource {
  const { metadata } = object;
  const own = metadata.namespace ?? '';
  const name = metadata.name ?? '';
  if (!mapping.namespaced || own !== '') {
    return { object, mapping, namespace: own, name };
  }
  const placed = { ...object, metadata: { ...metadata, namespace } };
  return { object: placed, mapping, namespace, name };
}

function unknownKind(object: UnstructuredObject, error: NoMatchError): string {
  const { name = '', namespace = '' } = object.metadata;
  return (
    `resource mapping not found for name: "${name}" namespace: "${namespace}" from "": ` +
    `${error.message}\nensure CRDs are installed first`
  );
}

/** As Go's aggregate of errors writes one or several. */
function joinProblems(problems: readonly string[]): string {
  return problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
}
