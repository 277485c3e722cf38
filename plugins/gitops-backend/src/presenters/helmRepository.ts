import {
  helmRepositoryKind,
  type Fact,
  type HelmRepository,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import type { Presenter, StatementRule } from './Presenter';

const DEFAULT_TYPE = 'default';

const fetchFailed: StatementRule = message => ({
  code: 'fetchFailed',
  params: {
    message: shorten(
      message.replace(
        /^failed to (?:fetch Helm repository index: failed to cache index to temporary file|load Helm repository from index YAML: failed to load index): /,
        '',
      ),
    ),
  },
});

/** Presenter of HelmRepository. */
export const helmRepositoryPresenter: Presenter<HelmRepository> = {
  definition: helmRepositoryKind,
  role: 'source',
  actions: ['reconcile', 'suspend', 'resume'],
  statements: { Failed: fetchFailed, IndexationFailed: fetchFailed },

  facts: ({ spec }) => {
    const facts: Fact[] = [
      { code: 'url', value: spec.url },
      { code: 'type', value: spec.type ?? DEFAULT_TYPE },
    ];
    if (spec.type === 'oci' && spec.provider) {
      facts.push({ code: 'provider', value: spec.provider });
    }
    return facts;
  },

  revision: ({ status }) => ({
    stored: status?.artifact?.revision,
    reachedAt: status?.artifact?.lastUpdateTime,
  }),

  isStatic: ({ spec }) => spec.type === 'oci',
};
