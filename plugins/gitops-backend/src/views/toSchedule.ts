import { parseDuration } from '@backstage-gitops/kube';
import type { ScheduleFacet } from '@backstage-gitops/plugin-gitops-common';
import type { PresentedObject, Presenter } from '../presenters';

/** At which intervals an object runs; undefined for kinds without any. */
export function toSchedule(
  presenter: Presenter,
  object: PresentedObject,
  nowMs: number,
): ScheduleFacet | undefined {
  const { interval, retryInterval, timeout } = object.spec;
  if (!interval) return undefined;
  const nextRunAt = toNextRun(presenter, object, interval, nowMs);
  return { interval, retryInterval, timeout, nextRunAt };
}

function toNextRun(
  presenter: Presenter,
  object: PresentedObject,
  interval: string,
  nowMs: number,
): string | undefined {
  const ready = object.status?.conditions?.find(({ type }) => type === 'Ready');
  const ranAt = presenter.ranAt?.(object);
  if (object.spec.suspend || !ready || !ranAt) return undefined;
  const isFailing = ready.status === 'False';
  const period = isFailing ? object.spec.retryInterval ?? interval : interval;
  const lastMs = [ready.lastTransitionTime, ...ranAt]
    .map(time => Date.parse(time))
    .filter(Number.isFinite);
  const nextMs = Math.max(...lastMs) + parseDuration(period);
  return nextMs > nowMs ? new Date(nextMs).toISOString() : undefined;
}
