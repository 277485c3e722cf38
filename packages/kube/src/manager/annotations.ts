import { ReconciledObject } from './types';

/** Any new value asks for a run now. */
export const RECONCILE_REQUEST = 'reconcile.fluxcd.io/requestedAt';
/** Annotations with this prefix are copied onto the object's events. */
export const EVENT_PREFIX = 'event.toolkit.fluxcd.io/';
/** Finalizer of the toolkit's kinds. */
export const FINALIZER = 'finalizers.fluxcd.io';

/** Value of the reconcile request, if there is one. */
export function requestedAt(object: ReconciledObject): string | undefined {
  return object.metadata.annotations?.[RECONCILE_REQUEST];
}
