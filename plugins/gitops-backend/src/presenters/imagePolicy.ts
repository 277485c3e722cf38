import {
  imagePolicyKind,
  type ImagePolicy,
  type ImagePolicyStatus,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import type { Presenter } from './Presenter';
import { toFacts } from './toFacts';

type ImageReference = NonNullable<ImagePolicyStatus['latestRef']>;

/** Presenter of ImagePolicy. */
export const imagePolicyPresenter: Presenter<ImagePolicy> = {
  definition: imagePolicyKind,
  role: 'image',
  actions: ['reconcile', 'reconcile-with-source', 'suspend', 'resume'],
  statements: {
    DependencyNotReady: stateWaiting,
    Failure: message => ({
      code: 'noTagChosen',
      params: { message: shorten(message) },
    }),
    ImageURLInvalid: message => ({
      code: 'urlInvalid',
      params: { message: shorten(message) },
    }),
    IntervalNotConfigured: stateSettings,
    InvalidPolicy: stateSettings,
  },

  facts: ({ spec, status }) =>
    toFacts([
      ['policy', policyOf(spec.policy)],
      ['tagFilter', filterOf(spec.filterTags)],
      ['latestImage', status?.latestRef && formatImage(status.latestRef)],
      [
        'previousImage',
        status?.observedPreviousRef && formatImage(status.observedPreviousRef),
      ],
    ]),

  revision: ({ status }) => {
    const { tag, digest } = status?.latestRef ?? {};
    return { stored: digest ? `${tag}@${digest}` : tag };
  },

  ready: ({ status }) =>
    status?.latestRef && {
      code: 'choosesImage',
      params: { image: formatImage(status.latestRef) },
    },

  sourceRef: ({ metadata, spec }) => {
    const { name, namespace } = spec.imageRepositoryRef;
    return {
      group: imagePolicyKind.group,
      kind: 'ImageRepository',
      namespace: namespace ?? metadata.namespace ?? '',
      name,
    };
  },
};

/** `name:tag`, with `@digest` where the policy looks it up. */
export function formatImage({ name, tag, digest }: ImageReference): string {
  return `${name}:${tag}${digest ? `@${digest}` : ''}`;
}

/** `semver 6.x`, `alphabetical asc`, `numerical desc`. */
function policyOf({
  semver,
  alphabetical,
  numerical,
}: ImagePolicy['spec']['policy']): string | undefined {
  if (semver) return `semver ${semver.range}`;
  if (alphabetical) return `alphabetical ${alphabetical.order ?? 'asc'}`;
  return numerical && `numerical ${numerical.order ?? 'asc'}`;
}

function filterOf(filter: ImagePolicy['spec']['filterTags']) {
  const { pattern, extract } = filter ?? {};
  return [pattern, extract].filter(Boolean).join(' → ');
}

function stateWaiting(message: string): Statement {
  return /not found$/.test(message)
    ? { code: 'sourceNotFound', params: {} }
    : { code: 'tagsNotScanned', params: {} };
}

function stateSettings(message: string): Statement {
  return { code: 'settingsInvalid', params: { message: shorten(message) } };
}
