import { t } from '../schema';
import type { Infer } from '../schema';

const CONDITION_TYPE_PATTERN =
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$';

/** Schema of one entry of `status.conditions`. */
const condition = t.object('One aspect of the state of the object.', {
  lastTransitionTime: t.time(
    'When status, reason or message last changed; RFC 3339, whole seconds.',
  ),
  message: t.string('What is the case, for a person to read.', {
    maxLength: 32768,
  }),
  observedGeneration: t.optional(
    t.int64('metadata.generation for which the condition was set.', {
      minimum: 0,
    }),
  ),
  reason: t.string('Machine-readable cause in CamelCase.', {
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  }),
  status: t.oneOf('Whether the aspect holds.', [
    'True',
    'False',
    'Unknown',
  ] as const),
  type: t.string('Name of the aspect, such as Ready.', {
    maxLength: 316,
    pattern: CONDITION_TYPE_PATTERN,
  }),
});

/** One entry of `status.conditions`. */
export type Condition = Infer<typeof condition>;

/** Schema of the list of conditions. */
export const conditions = t.array('State of the object.', condition);

/** Schema of `status.lastHandledReconcileAt`. */
export const lastHandledReconcileAt = t.string(
  'The last value of annotation reconcile.fluxcd.io/requestedAt that a run has seen.',
);

/** Schema of `status.lastHandledForceAt`. */
export const lastHandledForceAt = t.string(
  'The last value of annotation reconcile.fluxcd.io/forceAt that a run has seen.',
);

/** Schema of `status.observedGeneration`. */
const observedGeneration = t.int64(
  'metadata.generation that the last finished run has dealt with; -1 before the first.',
);

/** Default of `status`: shows clients that no run has finished yet. */
export const STATUS_DEFAULT = { observedGeneration: -1 } as const;

/** Fields of `status` that nearly every reconciled kind has. */
export const reconciledStatus = {
  conditions: t.optional(conditions),
  lastHandledReconcileAt: t.optional(lastHandledReconcileAt),
  observedGeneration: t.optional(observedGeneration),
} as const;
