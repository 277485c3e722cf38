import {
  helmChartKind,
  type Fact,
  type HelmChart,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import type { Presenter, StatementRule } from './Presenter';

const SOURCE_GROUP = 'source.toolkit.fluxcd.io';

/** What the controllers say in front of why a chart can't be had. */
const PREFIX =
  /^(?:invalid chart reference|chart pull error): (?:failed to (?:get chart version|download chart) for remote reference: )?/;

const fetchFailed: StatementRule = message => ({
  code: 'fetchFailed',
  params: { message: shorten(message.replace(PREFIX, '')) },
});

/** Presenter of HelmChart. */
export const helmChartPresenter: Presenter<HelmChart> = {
  definition: helmChartKind,
  role: 'source',
  actions: ['reconcile', 'reconcile-with-source', 'suspend', 'resume'],
  statements: {
    ChartPullError: fetchFailed,
    InvalidChartReference: fetchFailed,
    NoSourceArtifact: () => ({ code: 'sourceNotStored', params: {} }),
    SourceUnavailable: stateUnavailable,
  },

  facts: ({ spec }) => {
    const facts: Fact[] = [{ code: 'chart', value: spec.chart }];
    if (spec.sourceRef.kind === 'HelmRepository' && spec.version) {
      facts.push({ code: 'version', value: spec.version });
    }
    const provider = spec.verify?.provider;
    if (provider) facts.push({ code: 'verification', value: provider });
    return facts;
  },

  revision: ({ status }) => ({
    stored: status?.artifact?.revision,
    reachedAt: status?.artifact?.lastUpdateTime,
  }),

  sourceRef: ({ metadata, spec }) => ({
    group: SOURCE_GROUP,
    kind: spec.sourceRef.kind,
    namespace: metadata.namespace ?? '',
    name: spec.sourceRef.name,
  }),
};

function stateUnavailable(message: string): Statement {
  return /not found$/.test(message)
    ? { code: 'sourceNotFound', params: {} }
    : { code: 'artifactFailed', params: { message: shorten(message) } };
}
