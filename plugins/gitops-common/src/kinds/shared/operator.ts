import { t } from '../schema';
import {
  conditions,
  lastHandledForceAt,
  lastHandledReconcileAt,
} from './status';

/** Fields of `status` that the kinds of the operator have. */
export const operatorStatus = {
  conditions: t.optional(conditions),
  lastHandledReconcileAt: t.optional(lastHandledReconcileAt),
} as const;

/** The same with the last forced run. */
export const forceableStatus = {
  ...operatorStatus,
  lastHandledForceAt: t.optional(lastHandledForceAt),
} as const;

/** Schema of `status.lastAppliedRevision` of the operator's appliers. */
export const lastAppliedRevision = t.string(
  'Version and checksum of what was last applied.',
);
