import type {
  Condition,
  DeliveryState,
  StateView,
} from '@backstage-gitops/plugin-gitops-common';
import { explainFailure } from './sentences';

/** The fields by which every toolkit kind tells its state. */
export interface StatefulObject {
  readonly metadata: {
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly suspend?: boolean };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly observedGeneration?: number;
  };
}

export interface StateOptions {
  /** False: the picture is old, so nothing is known for sure. */
  readonly isReachable: boolean;
  readonly nowMs: number;
  /** Sentence for a Ready object. */
  readonly ready: string;
}

/** How long a controller may take to notice a new object. */
const NOTICE_MS = 60_000;

/** Maps conditions to one of the five words and a sentence. */
export function toStateView(
  object: StatefulObject,
  options: StateOptions,
): StateView {
  const find = (type: string) =>
    object.status?.conditions?.find(condition => condition.type === type);
  const ready = find('Ready');
  const view = (
    state: DeliveryState,
    sentence: string,
    condition: Condition | undefined = ready,
    willRetry = true,
  ): StateView => ({
    state,
    sentence,
    willRetry,
    reason: condition?.reason,
    message: condition?.message,
    since: condition?.lastTransitionTime ?? object.metadata.creationTimestamp,
  });

  if (!options.isReachable) {
    return view('Unknown', 'The cluster does not answer; this is as of then.');
  }
  if (object.metadata.deletionTimestamp) {
    return view('Reconciling', 'It is being deleted.');
  }
  if (object.spec.suspend) {
    return view(
      'Suspended',
      explainFailure({ reason: 'Suspended', message: '' }),
      ready,
      false,
    );
  }
  const stalled = find('Stalled');
  if (stalled?.status === 'True') {
    const why = explainFailure(stalled);
    return view(
      'Failed',
      `${why} It will not retry until the spec changes.`,
      stalled,
      false,
    );
  }
  const reconciling = find('Reconciling');
  if (!ready) {
    if (reconciling) {
      return view('Reconciling', explainFailure(reconciling), reconciling);
    }
    return isNew(object, options.nowMs)
      ? view('Reconciling', 'Waiting for a controller to look at it.')
      : view(
          'Unknown',
          'No controller has looked at it. Are the controllers running for this cluster?',
        );
  }
  if (ready.status === 'False') {
    return ready.reason === 'DependencyNotReady'
      ? view('Reconciling', explainFailure(ready))
      : view('Failed', explainFailure(ready));
  }
  if (ready.status === 'Unknown' || reconciling?.status === 'True') {
    const active = reconciling ?? ready;
    return view('Reconciling', explainFailure(active), active);
  }
  if (isBehind(object)) {
    return view('Reconciling', 'Its spec has changed; waiting for the run.');
  }
  return view('Ready', options.ready);
}

function isNew({ metadata }: StatefulObject, nowMs: number): boolean {
  return nowMs - Date.parse(metadata.creationTimestamp ?? '') < NOTICE_MS;
}

function isBehind({ metadata, status }: StatefulObject): boolean {
  return (
    metadata.generation !== undefined &&
    (status?.observedGeneration ?? -1) < metadata.generation
  );
}
