import type { DeliveryRef } from './deliveries';

/** `cluster/Kind/namespace/name`, as in URLs and `?delivery=`. */
export function formatDeliveryRef(ref: DeliveryRef): string {
  return [ref.cluster, ref.kind, ref.namespace, ref.name].join('/');
}

/** Reverse of {@link formatDeliveryRef}; undefined for any other text. */
export function parseDeliveryRef(text: string): DeliveryRef | undefined {
  const parts = text.split('/');
  if (parts.length !== 4 || parts.some(part => part === '')) {
    return undefined;
  }
  const [cluster, kind, namespace, name] = parts;
  return { cluster, kind, namespace, name };
}

const encode = (...parts: string[]) => parts.map(encodeURIComponent).join('/');

/** Paths of the portal API below the plugin's base URL. */
export const gitopsPaths = {
  /** `EntitySnapshot`. */
  entity: (entity: EntityName) =>
    `/entities/${encode(entity.kind, entity.namespace, entity.name)}`,
  /** Server-sent events, see `StreamMessages`. */
  stream: (entity: EntityName, delivery?: DeliveryRef) =>
    `${gitopsPaths.entity(entity)}/stream${
      delivery
        ? `?delivery=${encodeURIComponent(formatDeliveryRef(delivery))}`
        : ''
    }`,
  /** `DeliveryDetail`. */
  delivery: (entity: EntityName, ref: DeliveryRef) =>
    `${gitopsPaths.entity(entity)}/deliveries/${encode(
      ref.cluster,
      ref.kind,
      ref.namespace,
      ref.name,
    )}`,
  /** `POST`: reconcile, suspend or resume. */
  action: (
    entity: EntityName,
    ref: DeliveryRef,
    action: 'reconcile' | 'suspend' | 'resume',
  ) => `${gitopsPaths.delivery(entity, ref)}/${action}`,
};

/** The parts of an entity reference. */
export interface EntityName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
