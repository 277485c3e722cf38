import { useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';
import {
  formatDeliveryRef,
  type DeliveryDetail,
  type DeliveryRef,
  type EntityName,
  type EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import { gitopsApiRef } from '../api';

/** What is known of an entity's deliveries, and how fresh it is. */
export interface Deliveries {
  /** Undefined until the first picture is there. */
  readonly snapshot?: EntitySnapshot;
  /** Of the delivery that was asked for. */
  readonly detail?: DeliveryDetail;
  /** Since when the stream is broken; the picture is as of then. */
  readonly staleSince?: Date;
  /** Why there is nothing to show. */
  readonly error?: Error;
  /** Opens the stream again after an error. */
  readonly retry: () => void;
}

type State = Omit<Deliveries, 'retry'>;

/** Follows an entity, and one delivery of it in detail, while mounted. */
export function useDeliveries(
  entity: EntityName,
  delivery?: DeliveryRef,
): Deliveries {
  const api = useApi(gitopsApiRef);
  const [state, setState] = useState<State>({});
  const [attempt, setAttempt] = useState(0);
  const { kind, namespace, name } = entity;
  const wanted = delivery ? formatDeliveryRef(delivery) : '';

  useEffect(() => {
    setState(({ snapshot }) => ({ snapshot }));
    return api.follow({ kind, namespace, name }, delivery, {
      onSnapshot: snapshot => setState(old => ({ ...old, snapshot })),
      onDetail: detail => setState(old => ({ ...old, detail })),
      onLive: () =>
        setState(old =>
          old.staleSince ? { ...old, staleSince: undefined } : old,
        ),
      onBroken: () =>
        setState(old =>
          old.staleSince ? old : { ...old, staleSince: new Date() },
        ),
      onRefused: error => setState({ error }),
    });
    // `delivery` is compared by its text: callers make a new object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api, kind, namespace, name, wanted, attempt]);

  const detail =
    state.detail && formatDeliveryRef(state.detail.ref) === wanted
      ? state.detail
      : undefined;
  return { ...state, detail, retry: () => setAttempt(attempt + 1) };
}
