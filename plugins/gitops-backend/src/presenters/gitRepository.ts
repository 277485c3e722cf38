import {
  gitRepositoryKind,
  type Fact,
  type GitRepository,
} from '@backstage-gitops/plugin-gitops-common';
import type { Presenter } from './Presenter';

/** Presenter of GitRepository. */
export const gitRepositoryPresenter: Presenter<GitRepository> = {
  definition: gitRepositoryKind,
  role: 'source',
  actions: ['reconcile', 'suspend', 'resume'],

  facts: ({ spec }) => {
    const facts: Fact[] = [{ code: 'url', value: spec.url }];
    const reference = referenceOf(spec.ref);
    if (reference) facts.push({ code: 'reference', value: reference });
    const mode = spec.verify?.mode;
    if (mode) facts.push({ code: 'verification', value: mode });
    return facts;
  },

  revision: ({ status }) => ({
    stored: status?.artifact?.revision,
    reachedAt: status?.artifact?.lastUpdateTime,
  }),
};

/** In the order in which source-controller prefers them. */
function referenceOf(ref: GitRepository['spec']['ref']): string | undefined {
  return ref?.commit ?? ref?.name ?? ref?.semver ?? ref?.tag ?? ref?.branch;
}
