import { isNotFound } from '@backstage-gitops/kube';
import type {
  InformerHandle,
  KubeClient,
  SharedInformers,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  helmChartKind,
  helmRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import { SourceInformers, sourceKindsOf } from '../../sources';
import type { ArtifactObject, SourceKey } from '../../sources';
import { normalizeUrl } from './repositories/normalizeUrl';
import type { HelmRepository } from './types';

interface ChartSourcesOptions {
  readonly client: KubeClient;
  readonly informers: SharedInformers;
  /** Namespace of the sources; all by default. */
  readonly namespace?: string;
}

/** Index of HelmRepositories by namespace and address. */
const URL_INDEX = 'helmchart-repository-url';
const KINDS = sourceKindsOf(helmChartKind);
const HELM_REPOSITORY = {
  apiVersion: apiVersionOf(helmRepositoryKind),
  kind: helmRepositoryKind.kind,
};

function urlKey(namespace: string | undefined, url: string): string {
  return `${namespace} ${normalizeUrl(url)}`;
}

/** Those that work first, in the order of their names. */
function byUse(a: HelmRepository, b: HelmRepository): number {
  const [first, second] = [a, b].map(({ spec, status }) =>
    Number(
      spec.type === 'oci'
        ? spec.url.startsWith('oci://')
        : status?.artifact !== undefined,
    ),
  );
  const [left = '', right = ''] = [a.metadata.name, b.metadata.name];
  return second - first || (left < right ? -1 : 1);
}

/** The sources that charts may be taken from. */
export class ChartSources {
  readonly #sources: SourceInformers;
  readonly #repositories: InformerHandle<HelmRepository>;

  /** Starts the informers, or joins those that run. */
  constructor(private readonly options: ChartSourcesOptions) {
    const { informers, namespace } = options;
    this.#sources = new SourceInformers({
      informers,
      kinds: KINDS,
      namespace,
    });
    this.#repositories = informers.acquire<HelmRepository>({
      ...HELM_REPOSITORY,
      namespace,
    });
    this.#repositories.informer.addIndexer(URL_INDEX, ({ metadata, spec }) => [
      urlKey(metadata.namespace, spec.url),
    ]);
  }

  /**
   * A source of any kind; undefined when there is none.
   * @throws ApiError - it can't be read
   */
  async get(
    key: SourceKey,
    signal: AbortSignal,
  ): Promise<ArtifactObject | undefined> {
    const known = this.#sources.get(key);
    const definition = KINDS.find(({ kind }) => kind === key.kind);
    if (known || !definition) return known;
    const type = { apiVersion: apiVersionOf(definition), kind: key.kind };
    return this.#read<ArtifactObject>(type, key, signal);
  }

  /**
   * A HelmRepository; undefined when there is none.
   * @throws ApiError - it can't be read
   */
  async getRepository(
    key: Omit<SourceKey, 'kind'>,
    signal: AbortSignal,
  ): Promise<HelmRepository | undefined> {
    const { informer } = this.#repositories;
    const known = informer.hasSynced ? informer.get(key) : undefined;
    return known ?? this.#read<HelmRepository>(HELM_REPOSITORY, key, signal);
  }

  /**
   * The HelmRepository of a namespace with this address; of several one that
   * has stored its index, or is a registry, the first by name.
   */
  findRepository(namespace: string, url: string): HelmRepository | undefined {
    const found = this.#repositories.informer.store.byIndex(
      URL_INDEX,
      urlKey(namespace, url),
    );
    return [...found].sort(byUse)[0];
  }

  /** Calls a handler for each new revision; the returned function removes it. */
  onRevision(handler: (source: SourceKey, revision: string) => void) {
    return this.#sources.onRevision(handler);
  }

  /** Gives the informers back. */
  release(): void {
    this.#repositories.informer.removeIndexer(URL_INDEX);
    this.#repositories.release();
    this.#sources.release();
  }

  /** What an informer does not have may have come a moment ago. */
  async #read<T extends ArtifactObject>(
    type: { readonly apiVersion: string; readonly kind: string },
    { namespace, name }: Omit<SourceKey, 'kind'>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    try {
      const key = { namespace, name };
      return await this.options.client.get<T>(type, key, { signal });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
