import type { NetworkPolicy } from '@backstage-gitops/http';
import type {
  Artifact,
  HelmChart,
  HelmRepository,
} from '@backstage-gitops/plugin-gitops-common';
import type { ArchiveCache } from '../../artifacts';
import type { SourceCredentials } from '../../host/module';
import type { SourceContext } from '../../sources';
import type { WorkerPool } from '../../worker/WorkerPool';
import type { BuiltCharts } from './BuiltCharts';
import type { ChartLimits } from './build/limits';
import type { ChartSources } from './ChartSources';
import type { IndexReader } from './IndexReader';

/** What the steps of a reconcile share. */
export interface HelmChartDeps {
  readonly sources: ChartSources;
  /** Unpacked archives of the other kinds of sources. */
  readonly archives: Pick<ArchiveCache, 'use'>;
  readonly indexes: IndexReader;
  readonly workers: Pick<WorkerPool, 'run'>;
  readonly limits: ChartLimits;
  /** Bytes that an index may have. */
  readonly maxIndexBytes: number;
  /** Where connections may go. */
  readonly network: NetworkPolicy;
  readonly built: BuiltCharts;
  readonly clusterName: string;
  readonly sourceCredentials?: SourceCredentials;
}

export type HelmChartContext = SourceContext<HelmChart>;

interface NamedChart {
  readonly name: string;
  /** Version of the chart: the revision of its artifact. */
  readonly revision: string;
  /** False for the untouched copy of a packed chart. */
  readonly isPackaged: boolean;
  /** Values files that were merged into values.yaml. */
  readonly valuesFiles: readonly string[];
}

/** The stored chart is the one that would be built. */
export interface StoredChart extends NamedChart {
  readonly isCurrent: true;
}

/** A chart that was built. */
export interface NewChart extends NamedChart {
  readonly isCurrent: false;
  /** Its archive. */
  readonly file: string;
}

/** What the source has at the time of a reconcile. */
export type ChartUpstream = StoredChart | NewChart;

export type { Artifact, HelmChart, HelmRepository };
