import type { FileSystem } from './fileSystem';
import type { HelmRelease } from './generators/helmChart';
import type { Resource } from './resources/resource';

/** Where files may be loaded from; the words of `kustomize build --load-restrictor`. */
export type LoadRestrictor =
  | 'LoadRestrictionsRootOnly'
  | 'LoadRestrictionsNone';

/** Bounds that keep a hostile input from eating the process. */
export interface BuildLimits {
  /** Bytes of one file; 50 MiB. */
  readonly fileBytes: number;
  /** Bytes of all files read; 200 MiB. */
  readonly totalBytes: number;
  /** Kustomizations on the way from the top to a base; 100. */
  readonly depth: number;
  /** Kustomizations visited in one build; 20,000. */
  readonly kustomizations: number;
  /** Remote references fetched in one build; 50. */
  readonly remotes: number;
}

/** What a remote reference became: its files and the directory or file meant. */
export interface FetchedRemote {
  readonly fs: FileSystem;
  /** Root of the clone; nothing above it can be read. */
  readonly root: string;
  /** Directory (git) or file (https) inside `root` that the URL named. */
  readonly path: string;
}

/** Options of {@link buildKustomization}; all have defaults. */
export interface BuildOptions {
  /** Default `LoadRestrictionsRootOnly`. */
  readonly loadRestrictor?: LoadRestrictor;
  /** Fetches `resources: [https://…]`; without it remote references are refused. */
  readonly fetch?: (url: string) => Promise<FetchedRemote>;
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
