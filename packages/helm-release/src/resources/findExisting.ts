import {
  forEachLimited,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { ReleaseName } from '../actions/types';
import { ResourceError } from './errors';
import { ownershipProblem } from './ownership';
import type { Resource, ResourceContext } from './resource';

/** Requests at once: as many as a client has connections. */
export const CONCURRENCY = 16;

/**
 * Those objects that the cluster has already, whoever they belong to.
 * @throws ResourceError - `apply`: one could not be read
 */
export function findExisting(
  context: ResourceContext,
  resources: readonly Resource[],
): Promise<Resource[]> {
  return select(context, resources, () => undefined);
}

/**
 * Those objects that the cluster has already and that belong to the release.
 * @throws ResourceError - `ownership`: one belongs to nobody, or to another
 *   release; `apply`: one could not be read
 */
export function findConflicts(
  context: ResourceContext,
  resources: readonly Resource[],
  release: ReleaseName,
): Promise<Resource[]> {
  return select(context, resources, live => ownershipProblem(live, release));
}

async function select(
  context: ResourceContext,
  resources: readonly Resource[],
  problemOf: (live: UnstructuredObject) => string | undefined,
): Promise<Resource[]> {
  const found = new Set<Resource>();
  await forEachLimited(resources, CONCURRENCY, async resource => {
    if (hasOnlyGenerateName(resource)) return;
    const live = await readMetadata(context, resource);
    if (!live) return;
    const problem = problemOf(live);
    if (problem !== undefined) {
      throw new ResourceError(
        'ownership',
        `${describe(
          resource,
        )} exists and cannot be imported into the current release: ${problem}`,
      );
    }
    found.add(resource);
  });
  return resources.filter(resource => found.has(resource));
}

/** @throws ResourceError - `manifest`: both names are set */
function hasOnlyGenerateName({ object, name }: Resource): boolean {
  if (!object.metadata.generateName) return false;
  if (name === '') return true;
  throw new ResourceError(
    'manifest',
    'metadata.name and metadata.generateName cannot both be set',
  );
}

async function readMetadata(context: ResourceContext, resource: Resource) {
  const { object, namespace, name } = resource;
  try {
    if (name === '') throw new Error(NO_NAME);
    return await context.client.find<UnstructuredObject>(
      object,
      { namespace, name },
      { metadataOnly: true, signal: context.signal },
    );
  } catch (error) {
    throw new ResourceError(
      'apply',
      `could not get information about the resource ${describe(
        resource,
      )}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** What client-go says of an object without a name. */
export const NO_NAME = 'resource name may not be empty';

/** `Deployment "web" in namespace "shop"`. */
function describe({ mapping, name, namespace }: Resource): string {
  return `${mapping.kind} "${name}" in namespace "${namespace}"`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
