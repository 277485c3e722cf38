import type {
  Capabilities,
  HelmErrorCode,
  RenderOptions,
  RenderResult,
} from '@backstage-gitops/helm';
import type {
  LookupAnswers,
  LookupQueries,
  RenderInput,
} from '@backstage-gitops/helm-release';
import type { SharedChart } from '../chart/sharedChart';
import type { HelmReleaseSpec } from '../types';
import type { PackedValues } from '../values/packedValues';

/** What is done to rendered objects. Plain data. */
export interface PostRenderSpec
  extends Pick<HelmReleaseSpec, 'postRenderers' | 'commonMetadata'> {
  /** Labels that lead back to the HelmRelease. */
  readonly originLabels: Readonly<Record<string, string>>;
}

/** A chart to render. Plain data, for a worker. */
export interface RenderRequest extends Pick<RenderInput, 'release'> {
  readonly chart: SharedChart;
  /** Default values, where they are not those of the chart. */
  readonly chartValues?: PackedValues;
  readonly values: PackedValues;
  readonly capabilities: Capabilities;
  readonly options: Pick<
    RenderOptions,
    'skipSchemaValidation' | 'includeSubchartNotes' | 'postRenderStrategy'
  >;
  readonly postRender: PostRenderSpec;
  /** What is known of the cluster; undefined: `lookup` finds nothing. */
  readonly answers?: LookupAnswers;
}

/** A rendered chart; its files stay behind. */
export interface PackedResult extends Omit<RenderResult, 'chart'> {
  readonly chart: Pick<RenderResult['chart'], 'metadata'>;
  readonly chartValues: PackedValues;
}

/** A HelmError on its way between threads. */
export interface RenderFailure {
  readonly code: HelmErrorCode;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Of an InvalidManifestError. */
  readonly rendered?: ReadonlyMap<string, string>;
}

/** What came of a {@link RenderRequest}. Plain data. */
export interface RenderOutput {
  /** Nothing else counts unless it is empty. */
  readonly asked: LookupQueries;
  readonly warnings: readonly string[];
  /** undefined: see {@link failure}. */
  readonly result?: PackedResult;
  readonly failure?: RenderFailure;
}
