import type { KubeClient, KubeObject, TypeMeta } from '@backstage-gitops/kube';
import { forEachLimited } from '@backstage-gitops/kube';
import type { Receiver } from '@backstage-gitops/plugin-gitops-common';
import type { Annotator } from './Annotator';
import type { ResourceFilter } from './filter/resourceFilters';
import { WebhookError } from './WebhookError';

/** An entry of `spec.resources`. */
type ReceiverResource = Receiver['spec']['resources'][number];

/** Versions of the kinds that need no `apiVersion`; the others do, as in Flux. */
const DEFAULT_API_VERSIONS: Readonly<Record<string, string>> = {
  Bucket: 'source.toolkit.fluxcd.io/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  HelmChart: 'source.toolkit.fluxcd.io/v1',
  HelmRepository: 'source.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  ImageRepository: 'image.toolkit.fluxcd.io/v1',
  ArtifactGenerator: 'source.extensions.fluxcd.io/v1beta1',
};
/** Objects of one entry that are written at once. */
const AT_ONCE = 8;

/** What {@link requestReconcile} works with. */
export interface ResourcesContext {
  readonly client: KubeClient;
  readonly annotator: Annotator;
  readonly noCrossNamespaceRefs: boolean;
}

/** Whose entry it is, and what its expressions say. */
interface RequestedBy {
  /** Namespace of the Receiver. */
  readonly namespace: string;
  readonly filter: ResourceFilter | undefined;
}

function typeOf({ apiVersion, kind }: ReceiverResource): TypeMeta {
  const version = apiVersion || DEFAULT_API_VERSIONS[kind];
  if (version) return { apiVersion: version, kind };
  throw new WebhookError(
    'spec',
    `resources of kind ${kind} need an apiVersion`,
  );
}

function namespaceOf(
  { namespace }: ReceiverResource,
  own: string,
  { noCrossNamespaceRefs }: ResourcesContext,
): string {
  if (!namespace || namespace === own) return own;
  if (!noCrossNamespaceRefs) return namespace;
  throw new WebhookError(
    'spec',
    `namespace ${namespace}: references to other namespaces are refused (--no-cross-namespace-refs)`,
  );
}

async function listMatching(
  type: TypeMeta,
  namespace: string,
  { matchLabels }: ReceiverResource,
  { client }: ResourcesContext,
): Promise<KubeObject[]> {
  if (!matchLabels) {
    throw new WebhookError('spec', "the name '*' needs matchLabels");
  }
  const labelSelector = Object.entries(matchLabels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  const list = await client.listAll(type, {
    ...{ namespace, labelSelector, metadataOnly: true },
  });
  return list.items;
}

/** Goes on after a failure, and throws the first one at the end. */
async function annotateAll(
  objects: readonly KubeObject[],
  annotate: (object: KubeObject) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  await forEachLimited(objects, AT_ONCE, object =>
    annotate(object).catch(error => {
      failures.push(error);
    }),
  );
  if (failures.length > 0) throw failures[0];
}

/**
 * Asks for the reconciles of one entry of `spec.resources`, of those of its
 * objects that the filter accepts.
 * @returns how many objects were asked for
 * @throws WebhookError - `spec`, `filter`
 * @throws ApiError, NoMatchError - an object or its kind is not there, or may
 *   not be changed
 */
export async function requestReconcile(
  resource: ReceiverResource,
  { namespace: own, filter }: RequestedBy,
  context: ResourcesContext,
): Promise<number> {
  const { client, annotator } = context;
  const namespace = namespaceOf(resource, own, context);
  const type = typeOf(resource);
  let count = 0;
  const annotate = async (object: KubeObject) => {
    if (filter && !filter({ ...object, ...type })) return;
    await annotator.request(type, {
      namespace,
      name: object.metadata.name ?? '',
    });
    count += 1;
  };
  if (resource.name === '*') {
    const objects = await listMatching(type, namespace, resource, context);
    await annotateAll(objects, annotate);
    return count;
  }
  const { name } = resource;
  // The write tells by itself whether the object is there.
  const object = filter
    ? await client.get(type, { namespace, name }, { metadataOnly: true })
    : { ...type, metadata: { namespace, name } };
  await annotate(object);
  return count;
}
