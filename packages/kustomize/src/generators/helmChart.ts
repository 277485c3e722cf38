import type { FileSystem } from '../fileSystem';
import type { JsonValue } from '../resources/toValue';

/** One entry of `helmCharts` with everything that a renderer needs. */
export interface HelmRelease {
  readonly fs: FileSystem;
  /** Absolute directory of the chart. */
  readonly chartPath: string;
  /** `''` lets Helm make one up (`--generate-name`). */
  readonly releaseName: string;
  readonly nameTemplate: string;
  /** `''` for the default namespace. */
  readonly namespace: string;
  /** Values that stand in for the chart's own file, merged as `valuesMerge` says. */
  readonly values: { [key: string]: JsonValue };
  /** Absolute paths of further values files, later ones win. */
  readonly additionalValuesFiles: readonly string[];
  readonly includeCrds: boolean;
  readonly skipHooks: boolean;
  readonly skipTests: boolean;
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string;
}
