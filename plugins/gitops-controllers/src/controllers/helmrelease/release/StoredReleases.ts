import { ReleaseStorageError } from '@backstage-gitops/helm-release';
import { formatKey } from '@backstage-gitops/kube';
import type { KubeObject, ObjectKey } from '@backstage-gitops/kube';
import type { StoredRelease } from '../decide/observation';
import { releaseNameOf, storageNamespaceOf } from '../releaseSpec';
import { textOf } from './run';
import type { ReleaseRun } from './run';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** The newest revision of a release, by the metadata of its Secret. */
interface NewestRevision {
  readonly version: number;
  /** Changes with each write of the Secret. */
  readonly mark: string;
}

interface Known {
  readonly mark: string;
  readonly history: string;
  readonly stored: StoredRelease;
}

function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.labels?.version ?? 0);
}

/** @throws ReleaseStorageError - in the words of Helm's driver */
async function listSecrets({ ctx, target }: ReleaseRun): Promise<KubeObject[]> {
  const { signal } = ctx;
  try {
    const { items } = await target.client.listAll(SECRET, {
      namespace: storageNamespaceOf(ctx.object),
      labelSelector: `name=${releaseNameOf(ctx.object)},owner=helm`,
      ...{ metadataOnly: true, signal },
    });
    return items;
  } catch (error) {
    signal.throwIfAborted();
    const why = `query: failed to query with labels: ${textOf(error)}`;
    throw new ReleaseStorageError('rejected', why, { cause: error });
  }
}

/** Finds the newest revision without reading what it holds. */
async function findNewestSecret(
  run: ReleaseRun,
): Promise<NewestRevision | undefined> {
  const items = await listSecrets(run);
  const [newest] = [...items].sort((a, b) => versionOf(b) - versionOf(a));
  if (!newest) return undefined;
  const { uid, resourceVersion } = newest.metadata;
  return { version: versionOf(newest), mark: `${uid}/${resourceVersion}` };
}

/**
 * What is known of the newest revisions: one that is stored as it was is
 * neither read nor decoded again.
 */
export class StoredReleases {
  readonly #known = new Map<string, Known>();

  constructor(private readonly findNewest = findNewestSecret) {}

  /**
   * The newest revision of the release of a run; undefined: there is none.
   * @param history - what of the status the result depends on
   * @param load - reads a revision; undefined: it has just gone
   */
  async read(
    run: ReleaseRun,
    history: string,
    load: (version: number) => Promise<StoredRelease | undefined>,
  ): Promise<StoredRelease | undefined> {
    const key = formatKey(run.ctx.key);
    const newest = await this.findNewest(run);
    if (!newest) return undefined;
    const { mark, version } = newest;
    const known = this.#known.get(key);
    if (known?.mark === mark && known.history === history) return known.stored;
    const stored = await load(version);
    if (stored) this.#known.set(key, { mark, history, stored });
    else this.#known.delete(key);
    return stored;
  }

  /** Drops what is known, when the HelmRelease is gone. */
  forget(key: ObjectKey): void {
    this.#known.delete(formatKey(key));
  }
}
