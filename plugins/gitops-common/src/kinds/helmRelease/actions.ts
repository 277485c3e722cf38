import { t } from '../schema';
import { duration } from '../shared';

const actionTimeout = duration(
  'Limit for each Kubernetes operation of the action; spec.timeout by default.',
);
const disableHooks = t.boolean('Whether the hooks of the chart are left out.');
const disableWait = t.boolean(
  'Whether the action ends without waiting for the objects to be ready.',
);
const disableWaitForJobs = t.boolean(
  'Whether the action ends without waiting for Jobs to complete.',
);
const crds = t.oneOf(
  'What to do with the CRDs in the crds folder of the chart.',
  ['Skip', 'Create', 'CreateReplace'] as const,
);
const serverSideApply = t.oneOf(
  'Whether to use server-side apply; auto does as the release was made.',
  ['enabled', 'disabled', 'auto'] as const,
);
const cleanupOnFail = t.boolean(
  'Whether objects that a failed action has created are deleted.',
);

/** What install and upgrade have in common. */
const writing = {
  crds: t.optional(crds),
  disableHooks: t.optional(disableHooks),
  disableOpenAPIValidation: t.optional(
    t.boolean('Whether rendered objects are not checked by the API schema.'),
  ),
  disableSchemaValidation: t.optional(
    t.boolean('Whether values are not checked by values.schema.json.'),
  ),
  disableTakeOwnership: t.optional(
    t.boolean(
      'Whether objects that belong to no or another release are refused instead of taken over.',
    ),
  ),
  disableWait: t.optional(disableWait),
  disableWaitForJobs: t.optional(disableWaitForJobs),
  timeout: t.optional(actionTimeout),
} as const;

const remediation = {
  ignoreTestFailures: t.optional(
    t.boolean(
      'Whether failed tests count as success; test.ignoreFailures by default.',
    ),
  ),
  remediateLastFailure: t.optional(
    t.boolean('Whether the last failure is remediated when no retry is left.'),
  ),
  retries: t.optional(
    t.integer('Retries after a failure; 0 by default, -1 without end.'),
  ),
} as const;

function strategy(rule: string) {
  return t.object(
    'What happens after a failure.',
    {
      name: t.oneOf('Whether to remediate, or to retry the action as it is.', [
        'RemediateOnFailure',
        'RetryOnFailure',
      ] as const),
      retryInterval: t.optional(
        duration('Time to the next try of RetryOnFailure; 5m by default.'),
      ),
    },
    {
      rules: [
        { rule, message: "retryInterval is for name 'RetryOnFailure' only" },
      ],
    },
  );
}

/** Schema of `spec.install`. */
export const install = t.object('Options of helm install.', {
  ...writing,
  createNamespace: t.optional(
    t.boolean('Whether spec.targetNamespace is created when missing.'),
  ),
  remediation: t.optional(
    t.object('What to do when an install fails: uninstall.', remediation),
  ),
  replace: t.optional(
    t.boolean(
      'Whether the name of a deleted release that is still in history may be used again.',
    ),
  ),
  serverSideApply: t.optional(
    t.boolean('Whether to use server-side apply; true by default.'),
  ),
  skipCRDs: t.optional(t.boolean('Older spelling of crds: Skip.')),
  strategy: t.optional(
    strategy("!has(self.retryInterval) || self.name != 'RemediateOnFailure'"),
  ),
});

/** Schema of `spec.upgrade`. */
export const upgrade = t.object('Options of helm upgrade.', {
  ...writing,
  chartNameChangeStrategy: t.optional(
    t.oneOf('What to do when the chart has another name than the release.', [
      'InPlaceUpdate',
      'Reinstall',
    ] as const),
  ),
  cleanupOnFail: t.optional(cleanupOnFail),
  force: t.optional(
    t.boolean('Whether objects are replaced instead of patched.'),
  ),
  preserveValues: t.optional(
    t.boolean('Whether the values of the last release are merged in.'),
  ),
  remediation: t.optional(
    t.object('What to do when an upgrade fails.', {
      ...remediation,
      strategy: t.optional(
        t.oneOf('How to remediate; rollback by default.', [
          'rollback',
          'uninstall',
        ] as const),
      ),
    }),
  ),
  serverSideApply: t.optional(serverSideApply),
  strategy: t.optional(
    strategy("!has(self.retryInterval) || self.name == 'RetryOnFailure'"),
  ),
});

/** Schema of `spec.rollback`. */
export const rollback = t.object('Options of helm rollback.', {
  cleanupOnFail: t.optional(cleanupOnFail),
  disableHooks: t.optional(disableHooks),
  disableWait: t.optional(disableWait),
  disableWaitForJobs: t.optional(disableWaitForJobs),
  force: t.optional(
    t.boolean('Whether objects are replaced instead of patched.'),
  ),
  recreate: t.optional(t.boolean('Whether Pods are restarted.')),
  serverSideApply: t.optional(serverSideApply),
  timeout: t.optional(actionTimeout),
});

/** Schema of `spec.test`. */
export const test = t.object('Options of helm test.', {
  enable: t.optional(
    t.boolean('Whether tests run after every install and upgrade.'),
  ),
  filters: t.optional(
    t.array(
      'Which tests run; all by default.',
      t.object('A test by its name.', {
        exclude: t.optional(
          t.boolean('Whether the test is left out instead of chosen.'),
        ),
        name: t.string('Name of the test.', { minLength: 1, maxLength: 253 }),
      }),
    ),
  ),
  ignoreFailures: t.optional(
    t.boolean('Whether failed tests leave the release a success.'),
  ),
  timeout: t.optional(actionTimeout),
});

/** Schema of `spec.uninstall`. */
export const uninstall = t.object('Options of helm uninstall.', {
  deletionPropagation: t.optional(
    t.oneOf(
      'How dependents of deleted objects are deleted.',
      ['background', 'foreground', 'orphan'] as const,
      { default: 'background' },
    ),
  ),
  disableHooks: t.optional(disableHooks),
  disableWait: t.optional(
    t.boolean('Whether not to wait until all objects are gone.'),
  ),
  keepHistory: t.optional(
    t.boolean('Whether the history of the release is kept.'),
  ),
  timeout: t.optional(actionTimeout),
});
