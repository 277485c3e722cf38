import { t } from '../schema';
import {
  inventory,
  lastHandledForceAt,
  reconciledStatus,
  STATUS_DEFAULT,
} from '../shared';

const snapshot = t.object('A release as Helm has stored it.', {
  action: t.optional(
    t.string('Action that made it: install, upgrade, rollback.'),
  ),
  apiVersion: t.optional(t.string('Version of this record: v1, v2.')),
  appVersion: t.optional(t.string('appVersion of the chart.')),
  chartName: t.string('Name of the chart.'),
  chartVersion: t.string('Version of the chart.'),
  configDigest: t.string('Checksum of the values: `<algorithm>:<hex>`.'),
  deleted: t.optional(t.time('When the release was deleted.')),
  digest: t.string('Checksum of the stored release: `<algorithm>:<hex>`.'),
  firstDeployed: t.time('When the release was first deployed.'),
  lastDeployed: t.time('When the release was last deployed.'),
  name: t.string('Name of the release.'),
  namespace: t.string('Namespace of the release.'),
  ociDigest: t.optional(t.string('Digest of the chart in its registry.')),
  status: t.string('State of the release in Helm: deployed, failed, …'),
  testHooks: t.optional(
    t.map(
      'Outcome of each test by its name.',
      t.object('Outcome of a test.', {
        lastCompleted: t.optional(t.time('When it last ended.')),
        lastStarted: t.optional(t.time('When it last began.')),
        phase: t.optional(t.string('Succeeded, Failed, Running or Unknown.')),
      }),
    ),
  ),
  version: t.integer('Revision of the release.'),
});

/** Schema of `status` of a HelmRelease. */
export const status = t.object(
  'What the last runs have done.',
  {
    ...reconciledStatus,
    failures: t.optional(
      t.int64('Failed runs since the last success or change of spec.'),
    ),
    helmChart: t.optional(
      t.string('The HelmChart made for spec.chart: `<namespace>/<name>`.'),
    ),
    history: t.optional(
      t.array(
        'Releases up to the last successful one, newest first.',
        snapshot,
      ),
    ),
    installFailures: t.optional(
      t.int64('Failed installs since the last success or change of spec.'),
    ),
    inventory: t.optional(inventory),
    lastAttemptedConfigDigest: t.optional(
      t.string('Checksum of the values of the last attempt.'),
    ),
    lastAttemptedGeneration: t.optional(
      t.int64('metadata.generation of the last attempt.'),
    ),
    lastAttemptedReleaseAction: t.optional(
      t.oneOf('Action of the last attempt.', ['install', 'upgrade'] as const),
    ),
    lastAttemptedReleaseActionDuration: t.optional(
      t.string('How long the action of the last attempt took.'),
    ),
    lastAttemptedRevision: t.optional(
      t.string('Chart version of the last attempt.'),
    ),
    lastAttemptedRevisionDigest: t.optional(
      t.string('Digest of an OCIRepository of the last attempt.'),
    ),
    lastAttemptedValuesChecksum: t.optional(
      t.string('Older, SHA-1 form of lastAttemptedConfigDigest.'),
    ),
    lastHandledForceAt: t.optional(lastHandledForceAt),
    lastHandledResetAt: t.optional(
      t.string(
        'The last value of annotation reconcile.fluxcd.io/resetAt that a run has seen.',
      ),
    ),
    lastReleaseRevision: t.optional(
      t.integer('Older form of history[0].version.'),
    ),
    observedCommonMetadataDigest: t.optional(
      t.string('Checksum of spec.commonMetadata of the last release.'),
    ),
    observedPostRenderersDigest: t.optional(
      t.string('Checksum of spec.postRenderers of the last release.'),
    ),
    storageNamespace: t.optional(
      t.string('Namespace in which the release is stored.', {
        minLength: 1,
        maxLength: 63,
      }),
    ),
    upgradeFailures: t.optional(
      t.int64('Failed upgrades since the last success or change of spec.'),
    ),
  },
  { default: STATUS_DEFAULT },
);
