import type { EventRecorder } from '@backstage-gitops/kube';
import type { Alert } from '@backstage-gitops/plugin-gitops-common';
import { alertKind } from '@backstage-gitops/plugin-gitops-common';

/** Reasons of events on an Alert; those of Flux. */
type AlertReason =
  | 'InvalidConfig'
  | 'MetadataAppendFailed'
  | 'NotificationDispatchFailed'
  | 'SourceFetchFailed';

/**
 * Records a Warning on an Alert, for the cluster alone: alerts are not told of
 * what goes wrong with alerts.
 */
export function warnOnAlert(
  recorder: Pick<EventRecorder, 'record'>,
  alert: Alert,
  reason: AlertReason,
  message: string,
  metadata?: Readonly<Record<string, string>>,
): void {
  recorder.record(
    alert,
    alertKind.component,
    { type: 'Warning', reason, message, metadata, trace: true },
    { isRequested: true },
  );
}
