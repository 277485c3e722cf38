import { ReleaseStorageError } from '@backstage-gitops/helm-release';
import { formatKey } from '@backstage-gitops/kube';
import type { KubeObject, ObjectKey } from '@backstage-gitops/kube';
import type { StoredRelease } from '../decide/observation';
import { releaseNameOf, storageNamespaceOf } from '../releaseSpec';
import { newestOf } from './newestRevision';
import type { NewestRevision } from './newestRevision';
import { textOf } from './run';
import type { ReleaseRun } from './run';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** What is known of the newest revision. */
interface Known {
  readonly mark: string;
  readonly history: string;
  readonly stored: StoredRelease;
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
  return newestOf(await listSecrets(run));
}

/**
 * What is known of the newest revisions: one that is stored as it was is
 * neither read nor decoded again.
 */
export class StoredReleases {
  readonly #known = new Map<string, Known>();

  /**
   * @param markOf - mark of the newest revision, if that is known without a
   *   request
   */
  constructor(
    private readonly findNewest = findNewestSecret,
    private readonly markOf: (run: ReleaseRun) => string | undefined = () =>
      undefined,
  ) {}

  /**
   * The newest revision of the release of a run; undefined: there is none.
   * @param history - what of the status the result depends on
   * @param load - reads a revision; undefined: it has just gone
   */
  async read(
    run: ReleaseRun,
    history: string,
    load: (newest: NewestRevision) => Promise<StoredRelease | undefined>,
  ): Promise<StoredRelease | undefined> {
    const key = formatKey(run.ctx.key);
    const before = this.#known.get(key);
    const isUnmoved =
      before?.history === history && before.mark === this.markOf(run);
    if (before && isUnmoved) return before.stored;
    const newest = await this.findNewest(run);
    if (!newest) return undefined;
    const { mark } = newest;
    const known = this.#known.get(key);
    if (known?.mark === mark && known.history === history) return known.stored;
    const stored = await load(newest);
    if (stored) this.#known.set(key, { mark, history, stored });
    else this.#known.delete(key);
    return stored;
  }

  /** Takes over what is known of the newest revision by another way. */
  keep(key: ObjectKey, known: Known): void {
    this.#known.set(formatKey(key), known);
  }

  /** Drops what is known, when the HelmRelease is gone. */
  forget(key: ObjectKey): void {
    this.#known.delete(formatKey(key));
  }
}
