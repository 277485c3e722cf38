import { DEFAULT_API_VERSIONS } from './apiVersions';
import { parseKubeVersion, type KubeVersion } from './kubeVersion';

/** What templates see of the cluster. */
export interface Capabilities {
  readonly kubeVersion: KubeVersion;
  /** `group/version` and `group/version/Kind` texts that `.Capabilities.APIVersions.Has` finds. */
  readonly apiVersions: readonly string[];
  /** What `.Capabilities.HelmVersion` shows. */
  readonly helmVersion: HelmVersion;
}

/** The build that `.Capabilities.HelmVersion` shows. */
export interface HelmVersion {
  readonly version: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly goVersion: string;
  readonly kubeClientVersion: string;
}

/** The Helm release whose behaviour this package has, as its official build names itself. */
export const HELM_VERSION: HelmVersion = {
  version: 'v4.1.4',
  gitCommit: '05fa37973dc9e42b76e1d2883494c87174b6074f',
  gitTreeState: 'clean',
  goVersion: 'go1.25.9',
  kubeClientVersion: 'v1.35',
};

/** What `helm template` assumes without a cluster. */
export const DEFAULT_CAPABILITIES: Capabilities = {
  kubeVersion: parseKubeVersion('v1.35.0'),
  apiVersions: DEFAULT_API_VERSIONS,
  helmVersion: HELM_VERSION,
};
