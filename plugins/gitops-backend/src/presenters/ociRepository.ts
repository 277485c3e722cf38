import {
  ociRepositoryKind,
  type Fact,
  type OCIRepository,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import type { Presenter, StatementRule } from './Presenter';

/** What the controller says in front of why an artifact can't be had. */
const PREFIX =
  /^failed to (?:determine artifact digest|determine the artifact tag for '[^']*'|pull artifact from '[^']*'|extract (?:layer contents|the first layer) from artifact|parse artifact manifest): /;

const fetchFailed: StatementRule = message => ({
  code: 'fetchFailed',
  params: { message: shorten(message.replace(PREFIX, '')) },
});

/** Presenter of OCIRepository. */
export const ociRepositoryPresenter: Presenter<OCIRepository> = {
  definition: ociRepositoryKind,
  role: 'source',
  actions: ['reconcile', 'suspend', 'resume'],
  statements: {
    OCIArtifactLayerOperationFailed: fetchFailed,
    OCIArtifactPullFailed: fetchFailed,
    ReadOperationFailed: fetchFailed,
  },

  facts: ({ spec }) => {
    const facts: Fact[] = [
      { code: 'url', value: spec.url },
      { code: 'reference', value: referenceOf(spec.ref) },
    ];
    const { provider } = spec;
    if (provider && provider !== 'generic') {
      facts.push({ code: 'provider', value: provider });
    }
    if (spec.verify) {
      facts.push({ code: 'verification', value: spec.verify.provider });
    }
    return facts;
  },

  revision: ({ status }) => ({
    stored: status?.artifact?.revision,
    reachedAt: status?.artifact?.lastUpdateTime,
  }),
};

/** In the order in which source-controller prefers them. */
function referenceOf(ref: OCIRepository['spec']['ref']): string {
  return ref?.digest || ref?.semver || ref?.tag || 'latest';
}
