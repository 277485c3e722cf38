import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useState } from 'react';
import type {
  EntityName,
  ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import { gitopsApiRef, type ActionRequest } from '../api';
import { useTexts } from './useTexts';

/** How long the notice of an accepted action is shown. */
const NOTICE_MS = 5_000;

/** What a person can do to an object. */
export interface ObjectActions {
  /** True while a request is on its way. */
  readonly isBusy: boolean;
  readonly request: (
    object: ObjectRef,
    request: ActionRequest,
  ) => Promise<void>;
}

/** Actions on the objects of an entity; a failure is shown as a notice, never thrown. */
export function useActions({
  kind,
  namespace,
  name,
}: EntityName): ObjectActions {
  const api = useApi(gitopsApiRef);
  const toastApi = useApi(toastApiRef);
  const { t, wordError } = useTexts();
  const [isBusy, setBusy] = useState(false);

  const request = useCallback(
    async (object: ObjectRef, action: ActionRequest) => {
      setBusy(true);
      try {
        await api.requestAction({ kind, namespace, name }, object, action);
        toastApi.post({
          title: t(`accepted.${action.action}`, { name: object.name }),
          status: 'success',
          timeout: NOTICE_MS,
        });
      } catch (error) {
        toastApi.post({ title: wordError(error), status: 'danger' });
      } finally {
        setBusy(false);
      }
    },
    [api, toastApi, t, wordError, kind, namespace, name],
  );
  return { isBusy, request };
}
