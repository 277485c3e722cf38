import type { Dependency } from '@backstage-gitops/helm';
import type { ChartLimits } from './limits';

/** Values files of a chart. Plain data. */
export interface ValuesRequest {
  /** Empty: the chart keeps its values.yaml. */
  readonly valuesFiles: readonly string[];
  readonly ignoreMissing: boolean;
}

/** A dependency that was downloaded. */
export interface FetchedDependency {
  /** Alias or name. */
  readonly name: string;
  /** Its archive. */
  readonly file: string;
  readonly version: string;
}

/** A chart to build from the files of a source. Plain data, for a worker. */
export interface LocalBuildRequest extends ValuesRequest {
  readonly archive: SharedArrayBuffer;
  /** Folder or archive of the chart in the source. */
  readonly path: string;
  /** Build metadata of the version: `abc.1`; empty for none. */
  readonly versionMetadata: string;
  /** The chart that is stored; undefined when it must be built anew. */
  readonly stored?: { readonly name: string; readonly version: string };
  readonly dependencies: readonly FetchedDependency[];
  readonly limits: ChartLimits;
  /** Where the packed chart goes. */
  readonly target: string;
}

interface NamedChart {
  readonly name: string;
  readonly version: string;
  /** False for the untouched copy of a packed chart. */
  readonly isPackaged: boolean;
}

/** What came of a {@link LocalBuildRequest}. */
export type LocalBuild =
  /** The stored chart is the one that would be built. */
  | ({ readonly kind: 'stored' } & NamedChart)
  /** Dependencies have to be downloaded first. */
  | { readonly kind: 'incomplete'; readonly missing: readonly Dependency[] }
  | ({
      readonly kind: 'built';
      /** Values files that were merged; empty when values.yaml stays. */
      readonly valuesFiles: readonly string[];
      /** Dependencies that `charts/` did not have. */
      readonly resolvedDependencies: number;
    } & NamedChart);

/** A downloaded chart to check or to pack anew. Plain data, for a worker. */
export interface RemoteBuildRequest extends ValuesRequest {
  /** The archive as downloaded. */
  readonly file: string;
  /** Version that the chart gets. */
  readonly version: string;
  readonly limits: ChartLimits;
  /** Where the packed chart goes, when there are values files. */
  readonly target: string;
}

/** What came of a {@link RemoteBuildRequest}. */
export interface RemoteBuild {
  /** The archive to store. */
  readonly file: string;
  /** Values files that were merged; empty when values.yaml stays. */
  readonly valuesFiles: readonly string[];
}
