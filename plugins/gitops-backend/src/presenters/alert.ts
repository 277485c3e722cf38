import { alertKind, type Alert } from '@backstage-gitops/plugin-gitops-common';
import { formatResources } from './formatResources';
import type { Presenter } from './Presenter';
import { toFacts } from './toFacts';

/** Presenter of Alert. Its Provider stands where other kinds have a source. */
export const alertPresenter: Presenter<Alert> = {
  definition: alertKind,
  role: 'notification',
  actions: ['suspend', 'resume'],
  isWithoutStatus: true,

  facts: ({ metadata, spec }) =>
    toFacts([
      ['eventSources', formatResources(spec.eventSources, metadata.namespace)],
      ['severity', spec.eventSeverity ?? 'info'],
    ]),

  revision: () => ({}),

  ready: ({ spec }) => ({
    code: 'sendsEvents',
    params: { provider: spec.providerRef.name },
  }),

  sourceRef: ({ metadata, spec }) => ({
    group: alertKind.group,
    kind: 'Provider',
    namespace: metadata.namespace ?? '',
    name: spec.providerRef.name,
  }),
};
