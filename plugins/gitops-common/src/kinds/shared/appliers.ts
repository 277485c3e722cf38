import { t } from '../schema';
import { localRef, refNamespace } from './references';

/** Schema of a dependency of an applier on another object of its kind. */
export function dependency(kind: string) {
  return t.object(`A ${kind} that has to be ready first.`, {
    name: t.string(`Name of the ${kind}.`),
    namespace: refNamespace,
    readyExpr: t.optional(
      t.string(
        'CEL expression over dep and self that says whether the dependency is ready.',
      ),
    ),
  });
}

/** Schema of health rules for objects of a kind. */
export const healthCheckExpr = t.object(
  'CEL expressions that give the health of the objects of one kind.',
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

/** Schema of the target cluster of an applier. */
export const kubeConfig = t.object(
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

/** Schema of `status.history` of an applier. */
export const history = t.array(
  'The last five outcomes, newest first.',
  t.object('Runs that had the same content and outcome.', {
    digest: t.string('Checksum of what was built.'),
    firstReconciled: t.time('When the first of them ran.'),
    lastReconciled: t.time('When the last of them ran.'),
    lastReconciledDuration: t.string('How long the last of them took.'),
    lastReconciledStatus: t.string('Reason of Ready at their end.'),
    metadata: t.optional(t.map('More about the content.', t.string(''))),
    totalReconciliations: t.int64('How many they are.'),
  }),
);

/** Schema of `status.inventory` of an applier. */
export const inventory = t.object('What was applied and is looked after.', {
  entries: t.array(
    'One entry for each object.',
    t.object('An applied object.', {
      id: t.string('`<namespace>_<name>_<group>_<kind>`.'),
      v: t.string('API version that it was applied with.'),
    }),
  ),
});
