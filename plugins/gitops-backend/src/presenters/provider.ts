import {
  providerKind,
  type Provider,
  type ProviderSpec,
} from '@backstage-gitops/plugin-gitops-common';
import type { Presenter } from './Presenter';
import { toFacts } from './toFacts';

type ProviderType = ProviderSpec['type'];

/** Types whose `address` is a repository. Those of the others may be secret: a
 * webhook's address is all that one needs to post to it. */
const ADDRESS_IS_REPOSITORY: readonly ProviderType[] = [
  'azuredevops',
  'bitbucket',
  'bitbucketserver',
  'gitea',
  'giteapullrequestcomment',
  'github',
  'githubdispatch',
  'githubpullrequestcomment',
  'gitlab',
  'gitlabmergerequestcomment',
];

/** Types whose `channel` is a room or subject; of others, such as PagerDuty, a key. */
const CHANNEL_IS_NAME: readonly ProviderType[] = [
  'discord',
  'googlepubsub',
  'matrix',
  'msteams',
  'nats',
  'rocket',
  'slack',
  'telegram',
  'webex',
  'zulip',
];

/** Presenter of Provider. */
export const providerPresenter: Presenter<Provider> = {
  definition: providerKind,
  role: 'notification',
  actions: ['suspend', 'resume'],
  isWithoutStatus: true,
  secretFieldsOf: ({ spec }) => [
    ...(ADDRESS_IS_REPOSITORY.includes(spec.type) ? [] : ['address']),
    ...(CHANNEL_IS_NAME.includes(spec.type) ? [] : ['channel']),
  ],

  facts: ({ spec }) =>
    toFacts([
      ['type', spec.type],
      ['address', spec.address],
      ['channel', spec.channel],
    ]),

  revision: () => ({}),
};
