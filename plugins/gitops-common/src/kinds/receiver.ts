import { AGE_COLUMN, defineKind, READY_COLUMNS } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import type { ValidationRule } from './schema';
import {
  duration,
  eventObjectRef,
  localRef,
  reconciledStatus,
  STATUS_DEFAULT,
  suspend,
} from './shared';

const oidcProvider = t.object('An issuer of tokens that is trusted.', {
  audience: t.optional(t.string('Audience that a token must be for.')),
  issuerURL: t.string('Address of the issuer.', { pattern: '^https?://' }),
  validations: t.array(
    'What must hold for the claims of a token, all of it.',
    t.object('A check of the claims.', {
      expression: t.string('CEL expression that must be true.'),
      message: t.string('What is reported when it is false.'),
    }),
    { minItems: 1 },
  ),
  variables: t.optional(
    t.array(
      'Values for the expressions of validations.',
      t.object('A value with a name.', {
        expression: t.string('CEL expression of the value.'),
        name: t.string('Name of the value.'),
      }),
    ),
  ),
});

const resource = t.object('Objects of one kind.', {
  ...eventObjectRef,
  filter: t.optional(
    t.string(
      'CEL expression over res and req that says whether an object is meant.',
    ),
  ),
});

const RULES: readonly ValidationRule[] = [
  {
    rule: "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
    message: "type 'generic-oidc' needs oidcProviders",
  },
  {
    rule: "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
    message: "oidcProviders is for type 'generic-oidc' only",
  },
  {
    rule: "self.type != 'generic-oidc' || !has(self.secretRef)",
    message: "type 'generic-oidc' takes no secretRef",
  },
  {
    rule: "self.type == 'generic-oidc' || has(self.secretRef)",
    message: "secretRef is needed unless type is 'generic-oidc'",
  },
];

const spec = t.object(
  'Which calls are taken and what they reconcile.',
  {
    events: t.optional(
      t.array(
        'Events of the sender that count; all by default.',
        t.string('Name of an event.'),
      ),
    ),
    interval: t.optional(duration('Time from one run to the next.', '10m')),
    oidcProviders: t.optional(
      t.array('Issuers that are trusted; for generic-oidc.', oidcProvider, {
        listType: 'map',
        mapKeys: ['issuerURL'],
      }),
    ),
    resourceFilter: t.optional(
      t.string(
        'CEL expression over res and req that says whether an object of resources is meant.',
      ),
    ),
    resources: t.array('Objects to reconcile after a call.', resource),
    secretRef: t.optional(
      localRef('Secret with token, by which calls are verified.'),
    ),
    suspend: t.optional(
      suspend('Whether calls have no effect until this is removed.'),
    ),
    type: t.oneOf('Sender of the calls, which decides how they are verified.', [
      'generic',
      'generic-hmac',
      'generic-oidc',
      'github',
      'gitlab',
      'bitbucket',
      'harbor',
      'dockerhub',
      'quay',
      'gcr',
      'nexus',
      'acr',
      'cdevents',
    ] as const),
  },
  { rules: RULES },
);

const status = t.object(
  'Where calls are taken.',
  {
    ...reconciledStatus,
    webhookPath: t.optional(
      t.string('Path of the address for calls: `/hook/<hex>`.'),
    ),
  },
  { default: STATUS_DEFAULT },
);

/** Receiver: an address whose calls reconcile objects at once. */
export const receiverKind = defineKind({
  group: 'notification.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Receiver',
  plural: 'receivers',
  singular: 'receiver',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
  component: 'notification-controller',
  description: 'An address for webhooks whose calls reconcile objects at once.',
  printerColumns: [AGE_COLUMN, ...READY_COLUMNS],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta3' }, { name: 'v1beta2' }],
});

/** An object of kind Receiver. */
export type Receiver = ObjectOf<typeof receiverKind>;
/** `spec` of a Receiver. */
export type ReceiverSpec = Receiver['spec'];
/** `status` of a Receiver. */
export type ReceiverStatus = NonNullable<Receiver['status']>;
