import { AGE_COLUMN, defineKind, READY_COLUMNS } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  commonMetadata,
  dependency,
  duration,
  healthCheckExpr,
  history,
  ignoreRule,
  image,
  inventory,
  kindRef,
  kubeConfig,
  localRef,
  patch,
  reconciledStatus,
  refNamespace,
  STATUS_DEFAULT,
} from './shared';

const decryption = t.object('How to decrypt what is encrypted in the source.', {
  provider: t.oneOf('Format of the encryption.', ['sops'] as const),
  secretRef: t.optional(
    localRef(
      'Secret with the private keys or the credentials of a key service.',
    ),
  ),
  serviceAccountName: t.optional(
    t.string('ServiceAccount to sign in with at a cloud key service.'),
  ),
});

const healthCheck = t.object('An object to wait for.', {
  apiVersion: t.optional(t.string('apiVersion of the object.')),
  kind: t.string('Kind of the object.'),
  name: t.string('Name of the object.'),
  namespace: t.optional(t.string('Namespace of the object.')),
});

const postBuild = t.object(
  'What to do with the built text before it is applied.',
  {
    substitute: t.optional(
      t.map('Values for ${name} in the manifests.', t.string('')),
    ),
    substituteFrom: t.optional(
      t.array(
        'ConfigMaps and Secrets with more values; a later one wins, substitute wins over all.',
        t.object('A ConfigMap or Secret of the same namespace.', {
          kind: t.oneOf('Kind of the object.', [
            'Secret',
            'ConfigMap',
          ] as const),
          name: t.string('Name of the object.', {
            minLength: 1,
            maxLength: 253,
          }),
          optional: t.optional(
            t.boolean('Whether it may be missing.', { default: false }),
          ),
        }),
      ),
    ),
    substituteStrategy: t.optional(
      t.oneOf('Whether to substitute when there is no value at all.', [
        'WithVariables',
        'Always',
      ] as const),
    ),
  },
);

const sourceRef = t.object('The source to build from.', {
  ...kindRef([
    'OCIRepository',
    'GitRepository',
    'Bucket',
    'ExternalArtifact',
  ] as const),
  namespace: refNamespace,
});

const spec = t.object('What to build, where from and how to apply it.', {
  buildMetadata: t.optional(
    t.array(
      'Which annotations about their origin the built objects get.',
      t.oneOf('', ['originAnnotations', 'transformerAnnotations'] as const),
    ),
  ),
  commonMetadata: t.optional(
    commonMetadata('Labels and annotations for every object applied.'),
  ),
  components: t.optional(
    t.array(
      'Kustomize components to add, relative to path.',
      t.string('Directory of a component.'),
    ),
  ),
  decryption: t.optional(decryption),
  deletionPolicy: t.optional(
    t.oneOf(
      'What becomes of the applied objects when this object is deleted; MirrorPrune follows prune.',
      ['MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan'] as const,
    ),
  ),
  dependsOn: t.optional(
    t.array(
      'Kustomizations that have to be ready first.',
      dependency('Kustomization'),
    ),
  ),
  force: t.optional(
    t.boolean('Whether to recreate objects whose change the API refuses.', {
      default: false,
    }),
  ),
  healthCheckExprs: t.optional(
    t.array('Health of custom kinds.', healthCheckExpr),
  ),
  healthChecks: t.optional(
    t.array('Objects to wait for after applying.', healthCheck),
  ),
  ignore: t.optional(
    t.array('Fields of applied objects that others own.', ignoreRule),
  ),
  ignoreMissingComponents: t.optional(
    t.boolean('Whether components that do not exist are passed over.'),
  ),
  images: t.optional(t.array('Images to replace.', image)),
  interval: duration('Time from one run to the next.'),
  kubeConfig: t.optional(kubeConfig),
  namePrefix: t.optional(
    t.string('Put in front of every name.', { minLength: 1, maxLength: 200 }),
  ),
  nameSuffix: t.optional(
    t.string('Put behind every name.', { minLength: 1, maxLength: 200 }),
  ),
  patches: t.optional(t.array('Changes to the built objects.', patch)),
  path: t.optional(
    t.string('Directory of the source to build; its root by default.'),
  ),
  postBuild: t.optional(postBuild),
  prune: t.boolean(
    'Whether objects that the source no longer holds are deleted.',
  ),
  retryInterval: t.optional(
    duration('Time from a failed run to the next; interval by default.'),
  ),
  serviceAccountName: t.optional(t.string('ServiceAccount as which to apply.')),
  sourceRef,
  suspend: t.optional(
    t.boolean('Whether to leave the cluster alone until this is removed.'),
  ),
  targetNamespace: t.optional(
    t.string('Namespace for every namespaced object.', {
      minLength: 1,
      maxLength: 63,
    }),
  ),
  timeout: t.optional(
    duration('Limit for build, apply and health checks; interval by default.'),
  ),
  wait: t.optional(
    t.boolean('Whether to wait until every applied object is healthy.'),
  ),
});

const status = t.object(
  'What the last runs have done.',
  {
    history: t.optional(history),
    inventory: t.optional(inventory),
    lastAppliedOriginRevision: t.optional(
      t.string('Upstream revision of the source that was last applied.'),
    ),
    lastAppliedRevision: t.optional(
      t.string('Revision of the source that was last applied.'),
    ),
    lastAttemptedRevision: t.optional(
      t.string('Revision of the source that the last run worked on.'),
    ),
    ...reconciledStatus,
  },
  { default: STATUS_DEFAULT },
);

/**
 * Kustomization: a directory of a source, built with kustomize and applied to
 * a cluster again and again.
 */
export const kustomizationKind = defineKind({
  group: 'kustomize.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Kustomization',
  plural: 'kustomizations',
  singular: 'kustomization',
  shortNames: ['ks'],
  categories: ['all', 'fluxcd', 'fluxcd-appliers'],
  component: 'kustomize-controller',
  description:
    'A directory of a source, built with kustomize and kept applied to a cluster.',
  printerColumns: [AGE_COLUMN, ...READY_COLUMNS],
  spec,
  status,
  deprecatedVersions: [
    {
      name: 'v1beta2',
      extraSpec: {
        validation: {
          type: 'string',
          enum: ['none', 'client', 'server'],
          description: 'Without effect: everything is validated by the server.',
        },
      },
    },
  ],
});

/** An object of kind Kustomization. */
export type Kustomization = ObjectOf<typeof kustomizationKind>;
/** `spec` of a Kustomization. */
export type KustomizationSpec = Kustomization['spec'];
/** `status` of a Kustomization. */
export type KustomizationStatus = NonNullable<Kustomization['status']>;
