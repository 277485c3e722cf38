import {
  apiVersionOf,
  helmReleaseKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ControllerDeps } from '../../host/module';
import { SourceInformers } from '../../sources';
import { ServiceAccountTokens } from '../../target/ServiceAccountTokens';
import type { FeatureGates, HELM_RELEASE_OPTIONS } from './options';
import { CHART_SOURCE_KINDS } from './sourceKinds';
import type { HelmReleaseDeps } from './types';

/** What the controller needs, of what its host gives. */
export function helmReleaseDepsOf(
  deps: ControllerDeps<typeof HELM_RELEASE_OPTIONS>,
): HelmReleaseDeps {
  return {
    ...deps,
    type: {
      apiVersion: apiVersionOf(helmReleaseKind),
      kind: helmReleaseKind.kind,
    },
    sources: new SourceInformers({
      informers: deps.informers,
      kinds: CHART_SOURCE_KINDS,
      namespace: deps.scope.namespace,
    }),
    tokens: new ServiceAccountTokens(deps.client, deps.clock),
    options: {
      ...deps.host,
      ...deps.options,
      featureGates: deps.gates as FeatureGates,
    },
  };
}
