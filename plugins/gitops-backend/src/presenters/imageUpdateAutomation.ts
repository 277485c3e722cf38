import {
  imageUpdateAutomationKind,
  type ImageUpdateAutomation,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import { formatImage } from './imagePolicy';
import type { Presenter } from './Presenter';
import { toFacts } from './toFacts';

/** What the controller says in front of why it failed. */
const PREFIX =
  /^(?:failed configuring source manager|failed to checkout source|failed to update source|failed to apply policies): /;

/** Presenter of ImageUpdateAutomation. */
export const imageUpdateAutomationPresenter: Presenter<ImageUpdateAutomation> =
  {
    definition: imageUpdateAutomationKind,
    role: 'image',
    actions: ['reconcile', 'reconcile-with-source', 'suspend', 'resume'],
    statements: {
      GitOperationFailed: statePushFailed,
      InvalidPolicySelector: stateSettings,
      InvalidSourceConfiguration: stateSettings,
      InvalidUpdateStrategy: stateSettings,
      RemovedTemplateField: stateSettings,
      SourceManagerFailed: message =>
        /not found$/.test(message)
          ? { code: 'sourceNotFound', params: {} }
          : statePushFailed(message),
      UpdateFailed: message => ({
        code: 'updateFailed',
        params: { message: withoutPrefix(message) },
      }),
    },

    facts: ({ spec, status }) => {
      const policies = Object.entries(status?.observedPolicies ?? {});
      return toFacts([
        ['path', spec.update?.path],
        ['branch', branchOf(spec)],
        ['lastRun', status?.lastAutomationRunTime],
        [
          'policies',
          policies
            .map(([name, image]) => `${name}: ${formatImage(image)}`)
            .sort()
            .join(', '),
        ],
      ]);
    },

    revision: ({ spec, status }) => {
      const { lastPushCommit, lastPushTime } = status ?? {};
      if (!lastPushCommit) return {};
      const branch = branchOf(spec);
      const commit = `sha1:${lastPushCommit}`;
      return {
        stored: branch ? `${branch}@${commit}` : commit,
        reachedAt: lastPushTime,
      };
    },

    ready: stateLastPush,

    sourceRef: ({ metadata, spec }) => {
      const { apiVersion, kind, name, namespace } = spec.sourceRef;
      return {
        group: apiVersion?.split('/')[0] || 'source.toolkit.fluxcd.io',
        kind,
        namespace: namespace ?? metadata.namespace ?? '',
        name,
      };
    },

    ranAt: ({ status }) =>
      status?.lastAutomationRunTime ? [status.lastAutomationRunTime] : [],
  };

function stateLastPush({ spec, status }: ImageUpdateAutomation): Statement {
  const commit = status?.lastPushCommit;
  if (!commit) return { code: 'nothingPushed', params: {} };
  return { code: 'pushedCommit', params: { commit, branch: branchOf(spec) } };
}

/** Where commits go, as far as the object says it itself. */
function branchOf({ git }: ImageUpdateAutomation['spec']): string | undefined {
  return git?.push?.branch ?? git?.checkout?.ref?.branch;
}

function withoutPrefix(message: string): string {
  return shorten(message.replace(PREFIX, ''));
}

function statePushFailed(message: string): Statement {
  return { code: 'pushFailed', params: { message: withoutPrefix(message) } };
}

function stateSettings(message: string): Statement {
  return {
    code: 'settingsInvalid',
    params: { message: withoutPrefix(message) },
  };
}
