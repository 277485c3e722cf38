import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import { useCallback, useState } from 'react';
import type {
  DeliveryRef,
  EntityName,
  SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import { gitopsApiRef } from '../api';

/** What a person can do to a delivery. */
export interface DeliveryActions {
  /** True while an action is on its way. */
  readonly isBusy: boolean;
  reconcile(delivery: DeliveryRef, withSource: boolean): Promise<void>;
  suspend(delivery: DeliveryRef, request: SuspendRequest): Promise<void>;
  resume(delivery: DeliveryRef): Promise<void>;
}

/** Actions on the deliveries of an entity; a failure is told, never thrown. */
export function useActions(entity: EntityName): DeliveryActions {
  const api = useApi(gitopsApiRef);
  const alertApi = useApi(alertApiRef);
  const [isBusy, setBusy] = useState(false);

  const perform = useCallback(
    async (done: string, act: () => Promise<void>) => {
      setBusy(true);
      try {
        await act();
        alertApi.post({
          message: done,
          severity: 'success',
          display: 'transient',
        });
      } catch (error) {
        alertApi.post({
          message: error instanceof Error ? error.message : String(error),
          severity: 'error',
        });
      } finally {
        setBusy(false);
      }
    },
    [alertApi],
  );

  return {
    isBusy,
    reconcile: (delivery, withSource) =>
      perform(`Asked for a run of ${delivery.name}.`, () =>
        api.reconcile(entity, delivery, { withSource }),
      ),
    suspend: (delivery, request) =>
      perform(`${delivery.name} is suspended.`, () =>
        api.suspend(entity, delivery, request),
      ),
    resume: delivery =>
      perform(`${delivery.name} is resumed.`, () =>
        api.resume(entity, delivery),
      ),
  };
}
