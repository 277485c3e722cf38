import type { FileSystem } from './fileSystem';
import type { HelmRelease } from './generators/helmChart';
import type { RepositoryReference } from './load/remoteUrl';
import type { Resource } from './resources/resource';

/** Where files may be loaded from; the words of `kustomize build --load-restrictor`. */
export type LoadRestrictor =
  | 'LoadRestrictionsRootOnly'
  | 'LoadRestrictionsNone';

/** Bounds that keep a hostile input from eating the process. */
export interface BuildLimits {
  /** Bytes of one file; 50 MiB. */
  readonly fileBytes: number;
  /** Bytes of all files read, and of what replacements and patches copy in memory; 200 MiB. */
  readonly totalBytes: number;
  /** Kustomizations on the way from the top to a base; 100. */
  readonly depth: number;
  /** Kustomizations visited in one build; 20,000. */
  readonly kustomizations: number;
  /** Remote references fetched in one build; 50. */
  readonly remotes: number;
}

/** A cloned repository at the version that was asked for. */
export interface ClonedRepository {
  readonly fs: FileSystem;
  /** Root of its tree in `fs`; nothing above it can be read. */
  readonly root: string;
}

/** What a server answered to a GET: the file, or why there is none. */
export type RemoteFile =
  | { readonly content: Uint8Array }
  /** HTTP status outside 200 to 299, e.g. `404` and `Not Found`. */
  | { readonly status: number; readonly statusText: string };

/**
 * Brings what a kustomization refers to outside of its tree; what it throws is
 * told with the reference. It sets the bounds: hosts, bytes, redirects, time.
 */
export interface RemoteFetcher {
  /** Gets `http://…` or `https://…`, also to find out whether it is a file. */
  readFile(url: string): Promise<RemoteFile>;
  clone(reference: RepositoryReference): Promise<ClonedRepository>;
  /** Pulls a chart that is not in the tree; without it such charts are refused. */
  pullChart?(chart: ChartReference): Promise<ClonedRepository>;
}

/** A chart in a Helm repository. */
export interface ChartReference {
  readonly name: string;
  /** `https://…`, or `oci://…`. */
  readonly repo: string;
  /** Version or range; `''` for the newest. */
  readonly version: string;
  /** Whether a prerelease may be the newest. */
  readonly devel: boolean;
}

/** Options of {@link buildKustomization}; all have defaults. */
export interface BuildOptions {
  /** Default `LoadRestrictionsRootOnly`. */
  readonly loadRestrictor?: LoadRestrictor;
  /** Fetches remote files and repositories; without it references to them are refused. */
  readonly fetcher?: RemoteFetcher;
  /** Allows `helmCharts` (the flag `--enable-helm`); default false. */
  readonly enableHelm?: boolean;
  /** Renders one chart to manifests; asked only when {@link BuildOptions.enableHelm}. */
  readonly renderHelm?: (release: HelmRelease) => string;
  /** Flags `--helm-kube-version` and `--helm-api-versions`. */
  readonly helmKubeVersion?: string;
  readonly helmApiVersions?: readonly string[];
  /** Keeps objects annotated `config.kubernetes.io/local-config`; default false. */
  readonly includeLocalConfigs?: boolean;
  /** Sorts as `--reorder=legacy` when the kustomization has no `sortOptions`; default `legacy`, as `kustomize build`. */
  readonly reorder?: 'none' | 'legacy';
  /** Adds the label `app.kubernetes.io/managed-by`; default false. */
  readonly addManagedByLabel?: boolean;
  /**
   * Keeps the merge keys of built-in kinds beside an `openapi` document, as
   * Flux does; default false: a document read first takes their place.
   */
  readonly keepBuiltinSchema?: boolean;
  readonly limits?: Partial<BuildLimits>;
}

/** What a build gives. */
export interface BuildResult {
  /** In output order. */
  readonly resources: readonly Resource[];
  /** Deprecated fields and the like, one sentence each, as kustomize prints them. */
  readonly warnings: readonly string[];
  /** What `kustomize build` prints. @throws KustomizeError - unwritable-resource */
  yaml(): string;
}

export const DEFAULT_LIMITS: BuildLimits = {
  fileBytes: 50 * 1024 * 1024,
  totalBytes: 200 * 1024 * 1024,
  depth: 100,
  kustomizations: 20_000,
  remotes: 50,
};
