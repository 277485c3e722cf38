import {
  receiverKind,
  type Receiver,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import { formatResources } from './formatResources';
import type { Presenter } from './Presenter';
import { toFacts } from './toFacts';

/** Presenter of Receiver. */
export const receiverPresenter: Presenter<Receiver> = {
  definition: receiverKind,
  role: 'notification',
  actions: ['reconcile', 'suspend', 'resume'],
  /** Calls of type `generic` are not verified: whoever knows the path may call. */
  secrets: ({ spec, status }) =>
    spec.type === 'generic' && status?.webhookPath ? [status.webhookPath] : [],
  statements: {
    TokenNotFound: message => ({
      code: 'tokenNotFound',
      params: { message: shorten(message) },
    }),
    ValidationFailed: message => ({
      code: 'settingsInvalid',
      params: { message: shorten(message) },
    }),
  },

  facts: ({ metadata, spec, status }) =>
    toFacts([
      ['type', spec.type],
      ['webhookPath', status?.webhookPath],
      ['events', spec.events?.join(', ')],
      ['resources', formatResources(spec.resources, metadata.namespace)],
    ]),

  revision: () => ({}),

  ready: ({ spec }) => ({ code: 'takesCalls', params: { type: spec.type } }),
};
