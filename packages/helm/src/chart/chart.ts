import type { GoValue } from '@backstage-gitops/go-template';
import type { Values } from '../values/values';

/** A file of a chart; the name is relative to the chart's root, with `/`. */
export interface ChartFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** Time of the last change in seconds since 1970; undefined where none is known. */
  readonly modifiedSeconds?: number;
}

/** A person or team in Chart.yaml. */
export interface Maintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** A dependency that Chart.yaml (or requirements.yaml) declares. */
export interface Dependency {
  readonly name: string;
  /** Version or range; empty matches nothing. */
  readonly version: string;
  readonly repository: string;
  /** Comma-separated paths of booleans in the values; the first that exists decides. */
  readonly condition: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Texts (`exports.<text>` of the child) or tables with `child` and `parent`. */
  readonly importValues: readonly GoValue[];
  readonly alias: string;
}

/** Content of Chart.yaml; absent texts are empty. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly Maintainer[];
  readonly icon: string;
  /** `v1` or `v2`. */
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: ReadonlyMap<string, string> | undefined;
  /** Constraint on the Kubernetes version, e.g. `>=1.25.0-0`. */
  readonly kubeVersion: string;
  /** undefined where Chart.yaml has no such list, which differs from an empty one. */
  readonly dependencies: readonly Dependency[] | undefined;
  /** `application`, `library` or empty. */
  readonly type: string;
}

/** Content of Chart.lock. */
export interface ChartLock {
  /** RFC 3339 time. */
  readonly generated: string;
  readonly digest: string;
  readonly dependencies: readonly Dependency[];
}

/** A loaded chart. It is never changed after loading. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly lock: ChartLock | undefined;
  readonly templates: readonly ChartFile[];
  /** Content of values.yaml. */
  readonly values: Values;
  /** Content of values.schema.json. */
  readonly schema: Uint8Array | undefined;
  /** Files that are none of the others, `crds/` included. */
  readonly files: readonly ChartFile[];
  /** All files as they were read, subcharts included. */
  readonly raw: readonly ChartFile[];
  /** Charts below `charts/`, sorted by the name of their folder or archive. */
  readonly dependencies: readonly Chart[];
}
