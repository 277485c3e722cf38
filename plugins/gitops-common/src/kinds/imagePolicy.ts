import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import type { ValidationRule } from './schema';
import {
  duration,
  imageReference,
  reconciledStatus,
  refNamespace,
  STATUS_DEFAULT,
  suspend,
} from './shared';

const order = t.oneOf(
  'asc takes the last tag in ascending order, desc the first.',
  ['asc', 'desc'] as const,
  { default: 'asc' },
);

const policy = t.object('How the tag is chosen; one of the three.', {
  alphabetical: t.optional(
    t.object('By alphabetical order.', { order: t.optional(order) }),
  ),
  numerical: t.optional(
    t.object('By numerical order.', { order: t.optional(order) }),
  ),
  semver: t.optional(
    t.object('By version.', {
      range: t.string('Version range; the highest tag inside it is chosen.'),
    }),
  ),
});

const RULES: readonly ValidationRule[] = [
  {
    rule: "!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')",
    message: "interval is for digestReflectionPolicy 'Always' only",
  },
  {
    rule: "has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'",
    message: "digestReflectionPolicy 'Always' needs interval",
  },
];

const spec = t.object(
  'Which tag of an image to choose.',
  {
    digestReflectionPolicy: t.optional(
      t.oneOf(
        'When the digest of the tag is looked up: at each interval, once for each tag, or not.',
        ['Always', 'IfNotPresent', 'Never'] as const,
        { default: 'Never' },
      ),
    ),
    filterTags: t.optional(
      t.object('Which tags are considered, and by which part of them.', {
        extract: t.optional(
          t.string('What is compared: `$name` of a group of pattern.'),
        ),
        pattern: t.optional(t.string('Go regexp that a tag must match.')),
      }),
    ),
    imageRepositoryRef: t.object('The ImageRepository to choose from.', {
      name: t.string('Name of the ImageRepository.'),
      namespace: refNamespace,
    }),
    interval: t.optional(
      duration('Time from one lookup of the digest to the next.'),
    ),
    policy,
    suspend: t.optional(
      suspend('Whether the choice stays as it is until this is removed.'),
    ),
  },
  { rules: RULES },
);

const status = t.object(
  'What the last runs have chosen.',
  {
    ...reconciledStatus,
    latestRef: t.optional(imageReference('The image that is chosen.')),
    observedPreviousRef: t.optional(
      imageReference('The image that was chosen before.'),
    ),
  },
  { default: STATUS_DEFAULT },
);

/** ImagePolicy: the choice of one tag among those of an ImageRepository. */
export const imagePolicyKind = defineKind({
  group: 'image.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'ImagePolicy',
  plural: 'imagepolicies',
  singular: 'imagepolicy',
  shortNames: ['imgpol', 'imagepol'],
  categories: ['all', 'fluxcd', 'fluxcd-images'],
  component: 'image-reflector-controller',
  description: 'The choice of one tag among those of an ImageRepository.',
  printerColumns: [
    textColumn('Image', '.status.latestRef.name'),
    textColumn('Tag', '.status.latestRef.tag'),
    ...READY_COLUMNS,
    AGE_COLUMN,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind ImagePolicy. */
export type ImagePolicy = ObjectOf<typeof imagePolicyKind>;
/** `spec` of an ImagePolicy. */
export type ImagePolicySpec = ImagePolicy['spec'];
/** `status` of an ImagePolicy. */
export type ImagePolicyStatus = NonNullable<ImagePolicy['status']>;
