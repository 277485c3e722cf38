import type { Release } from '@backstage-gitops/helm-release';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { placeObjects } from '../manifest/placeObjects';
import { readObjects } from '../manifest/readObjects';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
} from '../types';

/** What Helm writes into the metadata of the objects that it applies. */
function addHelmMetadata(
  { metadata }: UnstructuredObject,
  release: Pick<Release, 'name' | 'namespace'>,
): void {
  metadata.labels = {
    ...metadata.labels,
    'app.kubernetes.io/managed-by': 'Helm',
  };
  metadata.annotations = {
    ...metadata.annotations,
    'meta.helm.sh/release-name': release.name,
    'meta.helm.sh/release-namespace': release.namespace,
  };
}

/** Objects of a release, and why some could not be placed. */
interface DesiredObjects {
  readonly objects: readonly UnstructuredObject[];
  readonly errors: readonly Error[];
}

/**
 * The objects of a release's manifest as Helm applies them, in its order.
 * @throws YamlError; WorkerError
 */
export async function readDesiredObjects(
  ctx: Pick<HelmReleaseContext, 'key' | 'signal'>,
  deps: Pick<HelmReleaseDeps, 'workers'>,
  {
    release,
    target,
  }: { readonly release: Release; readonly target: ReleaseTarget },
): Promise<DesiredObjects> {
  const { signal } = ctx;
  const { manifest } = release;
  const objects = await readObjects(ctx, deps, { manifest, normalize: true });
  for (const object of objects) addHelmMetadata(object, release);
  const unknown = await target.use(() =>
    placeObjects(target.client, objects, {
      namespace: release.namespace,
      signal,
    }),
  );
  return {
    objects,
    errors: unknown.map(
      ({ object, error }) =>
        new Error(
          `failed to determine if ${object.kind} is namespace scoped: ${error.message}`,
          { cause: error },
        ),
    ),
  };
}
