import { AGE_COLUMN, defineKind } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import { duration, localRef, suspend, timeout } from './shared';

const TYPES = [
  'slack',
  'discord',
  'msteams',
  'rocket',
  'generic',
  'generic-hmac',
  'github',
  'gitlab',
  'gitea',
  'giteapullrequestcomment',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
  'googlechat',
  'googlepubsub',
  'webex',
  'sentry',
  'azureeventhub',
  'telegram',
  'lark',
  'matrix',
  'opsgenie',
  'alertmanager',
  'grafana',
  'githubdispatch',
  'githubpullrequestcomment',
  'gitlabmergerequestcomment',
  'pagerduty',
  'datadog',
  'nats',
  'zulip',
  'otel',
  'zoom',
  'incident.io',
] as const;

const spec = t.object(
  'Where events are sent to.',
  {
    address: t.optional(
      t.string(
        'Address of the service, or of the repository for Git providers; address of secretRef wins.',
        { maxLength: 2048 },
      ),
    ),
    certSecretRef: t.optional(
      localRef(
        'Secret with ca.crt to verify the service, and tls.crt and tls.key to authenticate to it.',
      ),
    ),
    channel: t.optional(
      t.string('Channel, topic or environment of the service.', {
        maxLength: 2048,
      }),
    ),
    commitStatusExpr: t.optional(
      t.string(
        'CEL expression over event, alert and provider that gives the id of a commit status; for Git providers.',
      ),
    ),
    interval: t.optional(duration('Without effect.')),
    proxy: t.optional(
      t.string('Older form of proxySecretRef, without credentials.', {
        pattern: '^(http|https)://.*$',
        maxLength: 2048,
      }),
    ),
    proxySecretRef: t.optional(
      localRef('Secret with address, username and password of an HTTP proxy.'),
    ),
    secretRef: t.optional(
      localRef('Secret with token, address, headers: what the type asks for.'),
    ),
    serviceAccountName: t.optional(
      t.string(
        'ServiceAccount whose workload identity to sign in with; for the types of clouds.',
      ),
    ),
    suspend: t.optional(
      suspend('Whether nothing is sent until this is removed.'),
    ),
    timeout: t.optional(timeout('Limit for sending one event.')),
    type: t.oneOf('Kind of service.', TYPES),
    username: t.optional(
      t.string('Name under which messages are posted.', { maxLength: 2048 }),
    ),
  },
  {
    rules: [
      {
        rule: "self.type == 'github' || self.type == 'gitlab' || self.type == 'gitea' || self.type == 'bitbucketserver' || self.type == 'bitbucket' || self.type == 'azuredevops' || !has(self.commitStatusExpr)",
        message:
          "commitStatusExpr is for types 'github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket' and 'azuredevops' only",
      },
    ],
  },
);

/** Provider: a service that events are sent to. */
export const providerKind = defineKind({
  group: 'notification.toolkit.fluxcd.io',
  version: 'v1beta3',
  kind: 'Provider',
  plural: 'providers',
  singular: 'provider',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
  component: 'notification-controller',
  description: 'A service that the events of alerts are sent to.',
  printerColumns: [AGE_COLUMN],
  spec,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind Provider. */
export type Provider = ObjectOf<typeof providerKind>;
/** `spec` of a Provider. */
export type ProviderSpec = Provider['spec'];
