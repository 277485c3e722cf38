import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  duration,
  gitRef,
  imageReference,
  kindRef,
  labelSelector,
  localRef,
  reconciledStatus,
  refNamespace,
  STATUS_DEFAULT,
  suspend,
} from './shared';

const commit = t.object('How commits are made.', {
  author: t.object('Author of the commits.', {
    email: t.string('E-mail address of the author.'),
    name: t.optional(t.string('Name of the author.')),
  }),
  messageTemplate: t.optional(
    t.string('Go template of the message; has .Changed, .Updated and .Values.'),
  ),
  messageTemplateValues: t.optional(
    t.map('What messageTemplate has as .Values.', t.string('')),
  ),
  signingKey: t.optional(
    t.object('How commits are signed.', {
      secretRef: localRef(
        'Secret with git.asc, a private key, and passphrase when it has one.',
      ),
      type: t.optional(
        t.oneOf('Kind of key; gpg by default.', ['gpg', 'ssh'] as const),
      ),
    }),
  ),
});

const push = t.object('Where to push; to the branch of checkout by default.', {
  branch: t.optional(t.string('Branch to push to; made when missing.')),
  options: t.optional(t.map('Git push options.', t.string(''))),
  refspec: t.optional(t.string('Refspec to push in addition to branch.')),
});

const git = t.object('How to check out, commit and push.', {
  checkout: t.optional(
    t.object('What to check out; spec.ref of the GitRepository by default.', {
      ref: gitRef,
    }),
  ),
  commit,
  push: t.optional(push),
});

const update = t.object(
  'How files are changed.',
  {
    path: t.optional(
      t.string('Directory to change files in; the root by default.'),
    ),
    strategy: t.optional(
      t.oneOf(
        'Setters writes where a comment names an ImagePolicy.',
        ['Setters'] as const,
        { default: 'Setters' },
      ),
    ),
  },
  { default: { strategy: 'Setters' } },
);

const spec = t.object('What to update and how.', {
  git: t.optional(git),
  interval: duration('Time from one run to the next, at least.'),
  policySelector: t.optional(
    labelSelector(
      'Which ImagePolicies of the namespace are used; all by default.',
    ),
  ),
  sourceRef: t.object('The GitRepository to update.', {
    ...kindRef(['GitRepository'] as const, 'GitRepository'),
    namespace: refNamespace,
  }),
  suspend: t.optional(
    suspend('Whether nothing is updated until this is removed.'),
  ),
  update: t.optional(update),
});

const status = t.object(
  'What the last runs have done.',
  {
    ...reconciledStatus,
    lastAutomationRunTime: t.optional(t.time('When the last run ended.')),
    lastPushCommit: t.optional(t.string('Hash of the last pushed commit.')),
    lastPushTime: t.optional(t.time('When it was pushed.')),
    observedPolicies: t.optional(
      t.map(
        'Images of the last run by the names of their policies.',
        imageReference('The image that the policy had chosen.'),
      ),
    ),
    observedSourceRevision: t.optional(
      t.string('Revision of the source of the last run.'),
    ),
  },
  { default: STATUS_DEFAULT },
);

/** ImageUpdateAutomation: commits that write chosen images into Git. */
export const imageUpdateAutomationKind = defineKind({
  group: 'image.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'ImageUpdateAutomation',
  plural: 'imageupdateautomations',
  singular: 'imageupdateautomation',
  shortNames: ['iua', 'imgupd', 'imgauto'],
  categories: ['all', 'fluxcd', 'fluxcd-images'],
  component: 'image-automation-controller',
  description:
    'Commits that write the images chosen by image policies into a Git repository.',
  printerColumns: [
    ...READY_COLUMNS,
    textColumn('Last run', '.status.lastAutomationRunTime', 1),
    AGE_COLUMN,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind ImageUpdateAutomation. */
export type ImageUpdateAutomation = ObjectOf<typeof imageUpdateAutomationKind>;
/** `spec` of an ImageUpdateAutomation. */
export type ImageUpdateAutomationSpec = ImageUpdateAutomation['spec'];
/** `status` of an ImageUpdateAutomation. */
export type ImageUpdateAutomationStatus = NonNullable<
  ImageUpdateAutomation['status']
>;
