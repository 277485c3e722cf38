import { findCondition, isNotFound, READY } from '@backstage-gitops/kube';
import type {
  InformerHandle,
  KubeClient,
  ObjectKey,
  SharedInformers,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  imageRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import type { ControllerDeps } from '../../host/module';

const TYPE = {
  apiVersion: apiVersionOf(imageRepositoryKind),
  kind: imageRepositoryKind.kind,
};

interface RepositoriesOptions {
  readonly client: KubeClient;
  readonly informers: SharedInformers;
  readonly scope: ControllerDeps['scope'];
}

/** Whether policies are to look at the tags again. */
function isNews(now: ImageRepository, old: ImageRepository): boolean {
  const { status = {} } = now;
  if (!status.lastScanResult) return false;
  const before = old.status ?? {};
  const isReady = ({ status: s }: ImageRepository) =>
    findCondition(s?.conditions, READY)?.status === 'True';
  return (
    status.lastScanResult.revision !== before.lastScanResult?.revision ||
    status.canonicalImageName !== before.canonicalImageName ||
    (isReady(now) && !isReady(old))
  );
}

/** The ImageRepositories that policies refer to. */
export class Repositories {
  private readonly handle: InformerHandle<ImageRepository>;

  /** Starts the informer, or joins the one that runs. */
  constructor(private readonly options: RepositoriesOptions) {
    const { informers, scope } = options;
    this.handle = informers.acquire<ImageRepository>({ ...TYPE, ...scope });
  }

  /** The repository as last seen; undefined when there is none in scope. */
  async get(
    key: ObjectKey,
    signal: AbortSignal,
  ): Promise<ImageRepository | undefined> {
    const { informer } = this.handle;
    if (informer.hasSynced) return informer.get(key);
    const { client } = this.options;
    try {
      return await client.get<ImageRepository>(TYPE, key, { signal });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /**
   * Calls a handler for each repository that is new or gone, that has other
   * tags or another image, or that became ready; the returned function ends it.
   */
  onNews(handler: (key: ObjectKey) => void): () => void {
    const call = ({ metadata }: ImageRepository) => {
      const { namespace, name = '' } = metadata;
      handler({ namespace, name });
    };
    return this.handle.informer.addHandler({
      // Objects of the first list: their policies run at start anyway.
      onAdd: (object, isInInitialList) => isInInitialList || call(object),
      onUpdate: (object, old) => isNews(object, old) && call(object),
      onDelete: call,
    });
  }

  /** Gives the informer back. */
  release(): void {
    this.handle.release();
  }
}
