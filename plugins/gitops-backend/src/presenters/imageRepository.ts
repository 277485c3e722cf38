import {
  imageRepositoryKind,
  type ImageRepository,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import type { Presenter, StatementRule } from './Presenter';
import { toFacts } from './toFacts';

/** More tags than these say no more. */
const SHOWN_TAGS = 5;

/** What the controller says in front of why the tags can't be had. */
const PREFIX = /^scan failed: |^failed to configure authentication options: /;

const withCause =
  (code: 'fetchFailed' | 'authenticationFailed'): StatementRule =>
  (message): Statement => ({
    code,
    params: { message: shorten(message.replace(PREFIX, '')) },
  });

/** Presenter of ImageRepository. */
export const imageRepositoryPresenter: Presenter<ImageRepository> = {
  definition: imageRepositoryKind,
  role: 'image',
  actions: ['reconcile', 'suspend', 'resume'],
  statements: {
    AuthenticationFailed: withCause('authenticationFailed'),
    Failure: withCause('fetchFailed'),
    ImageURLInvalid: message => ({
      code: 'urlInvalid',
      params: { message: shorten(message) },
    }),
    ReadOperationFailed: withCause('fetchFailed'),
  },

  facts: ({ spec, status }) => {
    const { tagCount, latestTags, scanTime } = status?.lastScanResult ?? {};
    const { provider } = spec;
    return toFacts([
      ['image', spec.image],
      ['tagCount', tagCount],
      ['latestTags', latestTags?.slice(0, SHOWN_TAGS).join(', ')],
      ['lastScan', scanTime],
      ['provider', provider === 'generic' ? undefined : provider],
      ['serviceAccount', spec.serviceAccountName],
    ]);
  },

  /** A checksum of all tags tells people nothing. */
  revision: () => ({}),

  ready: ({ status }) => {
    const count = status?.lastScanResult?.tagCount;
    return count === undefined
      ? undefined
      : { code: 'foundTags', params: { count } };
  },

  ranAt: ({ status }) => {
    const scanTime = status?.lastScanResult?.scanTime;
    return scanTime ? [scanTime] : [];
  },
};
