import { defineKind, READY_COLUMNS } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  conditions,
  DURATION_PATTERN,
  lastHandledReconcileAt,
  localRef,
  observedGeneration,
  STATUS_DEFAULT,
} from './shared';

function duration(doc: string) {
  return t.string(doc, { pattern: DURATION_PATTERN });
}

function selector(doc: string) {
  return t.object(doc, {
    annotationSelector: t.optional(
      t.string('Label-selector expression over the annotations.'),
    ),
    group: t.optional(t.string('API group, as a whole-string regexp.')),
    kind: t.optional(t.string('Kind, as a whole-string regexp.')),
    labelSelector: t.optional(
      t.string('Label-selector expression over the labels.'),
    ),
    name: t.optional(t.string('Name, as a whole-string regexp.')),
    namespace: t.optional(t.string('Namespace, as a whole-string regexp.')),
    version: t.optional(t.string('API version, as a whole-string regexp.')),
  });
}

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

const dependency = t.object('A Kustomization that has to be ready first.', {
  name: t.string('Name of the Kustomization.'),
  namespace: t.optional(
    t.string('Its namespace; that of this object by default.'),
  ),
  readyExpr: t.optional(
    t.string(
      'CEL expression over dep and self that says whether the dependency is ready.',
    ),
  ),
});

const healthCheckExpr = t.object(
  'CEL expressions that tell the health of the objects of one kind.',
  {
    apiVersion: t.string('apiVersion of the kind.'),
    current: t.string('True when the object is healthy.'),
    failed: t.optional(t.string('True when the object has failed for good.')),
    inProgress: t.optional(
      t.string('True while the object is not yet healthy.'),
    ),
    kind: t.optional(t.string('The kind; all of the group version if empty.')),
  },
);

const healthCheck = t.object('An object to wait for.', {
  apiVersion: t.optional(t.string('apiVersion of the object.')),
  kind: t.string('Kind of the object.'),
  name: t.string('Name of the object.'),
  namespace: t.optional(t.string('Namespace of the object.')),
});

const ignoreRule = t.object('Fields to leave to others.', {
  paths: t.array(
    'JSON pointers of the fields that are neither written nor compared.',
    t.string(''),
  ),
  target: t.optional(
    selector('The objects that the rule is for; all of them by default.'),
  ),
});

const image = t.object('A container image to replace.', {
  digest: t.optional(t.string('New digest; wins over newTag.')),
  name: t.string('Image name without tag, as the manifests have it.'),
  newName: t.optional(t.string('New image name.')),
  newTag: t.optional(t.string('New tag.')),
});

const kubeConfig = t.object(
  'Where to apply, when not to the cluster of this object.',
  {
    configMapRef: t.optional(
      localRef('ConfigMap that describes how to reach the cluster.'),
    ),
    secretRef: t.optional(
      t.object('Secret that holds a kubeconfig.', {
        key: t.optional(
          t.string('Key of the kubeconfig; value, then value.yaml by default.'),
        ),
        name: t.string('Name of the Secret.'),
      }),
    ),
  },
  {
    rules: [
      {
        rule: 'has(self.configMapRef) || has(self.secretRef)',
        message: 'kubeConfig needs configMapRef or secretRef',
      },
      {
        rule: '!has(self.configMapRef) || !has(self.secretRef)',
        message: 'kubeConfig takes configMapRef or secretRef, not both',
      },
    ],
  },
);

const patch = t.object('A change to built objects.', {
  patch: t.string(
    'A strategic-merge patch or a list of JSON patch operations, as YAML.',
  ),
  target: t.optional(
    selector(
      'The objects to change; needed for JSON patches, taken from the patch otherwise.',
    ),
  ),
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
  apiVersion: t.optional(t.string('apiVersion of the source.')),
  kind: t.oneOf('Kind of the source.', [
    'OCIRepository',
    'GitRepository',
    'Bucket',
    'ExternalArtifact',
  ] as const),
  name: t.string('Name of the source.'),
  namespace: t.optional(
    t.string('Its namespace; that of this object by default.'),
  ),
});

const spec = t.object('What to build, where from and how to apply it.', {
  buildMetadata: t.optional(
    t.array(
      'Which annotations about their origin the built objects get.',
      t.oneOf('', ['originAnnotations', 'transformerAnnotations'] as const),
    ),
  ),
  commonMetadata: t.optional(
    t.object('Labels and annotations for every object applied.', {
      annotations: t.optional(
        t.map('Annotations to add or replace.', t.string('')),
      ),
      labels: t.optional(t.map('Labels to add or replace.', t.string(''))),
    }),
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
    t.array('Kustomizations that have to be ready first.', dependency),
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

const history = t.object('Runs that had the same content and outcome.', {
  digest: t.string('Checksum of what was built.'),
  firstReconciled: t.string('When the first of them ran.', {
    format: 'date-time',
  }),
  lastReconciled: t.string('When the last of them ran.', {
    format: 'date-time',
  }),
  lastReconciledDuration: t.string('How long the last of them took.'),
  lastReconciledStatus: t.string('Reason of Ready at their end.'),
  metadata: t.optional(t.map('More about the content.', t.string(''))),
  totalReconciliations: t.integer('How many they are.'),
});

const status = t.object(
  'What the last runs have done.',
  {
    conditions: t.optional(conditions),
    history: t.optional(
      t.array('The last five outcomes, newest first.', history),
    ),
    inventory: t.optional(
      t.object('What was applied and is looked after.', {
        entries: t.array(
          'One entry for each object.',
          t.object('An applied object.', {
            id: t.string('`<namespace>_<name>_<group>_<kind>`.'),
            v: t.string('API version that it was applied with.'),
          }),
        ),
      }),
    ),
    lastAppliedOriginRevision: t.optional(
      t.string('Upstream revision of the source that was last applied.'),
    ),
    lastAppliedRevision: t.optional(
      t.string('Revision of the source that was last applied.'),
    ),
    lastAttemptedRevision: t.optional(
      t.string('Revision of the source that the last run worked on.'),
    ),
    lastHandledReconcileAt: t.optional(lastHandledReconcileAt),
    observedGeneration: t.optional(observedGeneration),
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
  printerColumns: READY_COLUMNS,
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
