import { ApiError, NoMatchError } from '../api/errors';
import { GroupVersionKind, toGroupVersionKind, TypeMeta } from '../api/types';
import { Transport } from './Transport';
import { untilAborted } from '../api/untilAborted';

/** How one kind is served. */
export interface ResourceInfo extends GroupVersionKind {
  /** Plural name in paths, such as `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface LegacyResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
  }[];
}

interface AggregatedDiscovery {
  readonly kind?: string;
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: 'Namespaced' | 'Cluster';
        readonly verbs?: readonly string[];
      }[];
    }[];
  }[];
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/**
 * Finds the path of a kind by discovery. What is known is kept; an unknown kind
 * asks the server again for that one group and version, so that a CRD installed
 * a moment ago is found.
 */
export class RestMapper {
  readonly #known = new Map<string, ResourceInfo>();
  readonly #asking = new Map<string, Promise<void>>();
  #all?: Promise<readonly ResourceInfo[]>;

  constructor(private readonly transport: Transport) {}

  /** @throws NoMatchError - the server does not serve the kind */
  async find(type: TypeMeta, signal?: AbortSignal): Promise<ResourceInfo> {
    const known = this.#known.get(keyOf(type));
    if (known) return known;
    await this.#ask(type.apiVersion, signal);
    const found = this.#known.get(keyOf(type));
    if (found) return found;
    const { group, version, kind } = toGroupVersionKind(type);
    throw new NoMatchError(group, version, kind);
  }

  /** Forgets a kind, after a 404 that speaks of the resource itself. */
  forget(type: TypeMeta): void {
    this.#known.delete(keyOf(type));
  }

  /** Everything the server serves; read again when `refresh` is set. */
  async all(refresh = false): Promise<readonly ResourceInfo[]> {
    if (refresh) this.#all = undefined;
    this.#all ??= this.#readAll().catch(error => {
      this.#all = undefined;
      throw error;
    });
    return this.#all;
  }

  async #ask(apiVersion: string, signal?: AbortSignal): Promise<void> {
    // Shared by all who wait for the same group and version; a caller's abort
    // must not fail the others, so its signal only ends its own wait.
    const asking =
      this.#asking.get(apiVersion) ??
      this.#read(apiVersion).finally(() => this.#asking.delete(apiVersion));
    this.#asking.set(apiVersion, asking);
    await untilAborted(asking, signal);
  }

  async #read(apiVersion: string): Promise<void> {
    const isCore = !apiVersion.includes('/');
    const path = isCore ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
    let list: LegacyResourceList;
    try {
      list = await this.transport.json<LegacyResourceList>({
        method: 'GET',
        path,
      });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return;
      throw error;
    }
    for (const resource of list.resources ?? []) {
      if (resource.name.includes('/')) continue;
      const type = { apiVersion, kind: resource.kind };
      this.#known.set(keyOf(type), {
        ...toGroupVersionKind(type),
        plural: resource.name,
        namespaced: resource.namespaced,
        verbs: resource.verbs ?? [],
      });
    }
  }

  async #readAll(): Promise<readonly ResourceInfo[]> {
    const lists = await Promise.all(
      ['/api', '/apis'].map(path =>
        this.transport.json<AggregatedDiscovery>({
          method: 'GET',
          path,
          accept: AGGREGATED,
        }),
      ),
    );
    const isAggregated = lists.every(
      list => list.kind === 'APIGroupDiscoveryList',
    );
    return isAggregated ? lists.flatMap(flattenAggregated) : this.#readGroups();
  }

  /** The way of servers without aggregated discovery: group by group. */
  async #readGroups(): Promise<readonly ResourceInfo[]> {
    const core = await this.transport.json<{ versions?: string[] }>({
      method: 'GET',
      path: '/api',
    });
    const named = await this.transport.json<{
      groups?: { versions: { groupVersion: string }[] }[];
    }>({ method: 'GET', path: '/apis' });
    const versions = [
      ...(core.versions ?? []),
      ...(named.groups ?? []).flatMap(group =>
        group.versions.map(version => version.groupVersion),
      ),
    ];
    await Promise.all(versions.map(version => this.#ask(version)));
    return [...this.#known.values()];
  }
}

function keyOf(type: TypeMeta): string {
  return `${type.apiVersion} ${type.kind}`;
}

function flattenAggregated(list: AggregatedDiscovery): ResourceInfo[] {
  return (list.items ?? []).flatMap(group =>
    group.versions.flatMap(version =>
      (version.resources ?? [])
        .filter(resource => resource.responseKind?.kind)
        .map(resource => ({
          group: group.metadata?.name ?? '',
          version: version.version,
          kind: resource.responseKind?.kind ?? '',
          plural: resource.resource,
          namespaced: resource.scope === 'Namespaced',
          verbs: resource.verbs ?? [],
        })),
    ),
  );
}
