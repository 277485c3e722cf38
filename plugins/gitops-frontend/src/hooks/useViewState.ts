import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  formatObjectRef,
  parseObjectRef,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { Filters } from '../objects';

/** What is chosen on the tab. It lives in the URL, so that a link shows the same. */
export interface ViewState extends Filters {
  readonly object?: ObjectRef;
  /** Id of a section of the object page; empty for the first. */
  readonly view: string;
}

/** Changes of the choices; opening and closing an object are steps that Back undoes. */
export interface ViewStateActions {
  readonly open: (object: ObjectRef) => void;
  readonly close: () => void;
  readonly change: (texts: Partial<Omit<ViewState, 'object'>>) => void;
}

/** Reads and changes the choices in the URL. */
export function useViewState(): [ViewState, ViewStateActions] {
  const [params, setParams] = useSearchParams();
  const viewState = useMemo(() => readViewState(params), [params]);
  const set = useCallback(
    (values: Readonly<Record<string, string>>, replace: boolean) =>
      setParams(current => withValues(current, values), { replace }),
    [setParams],
  );
  const actions = useMemo(
    (): ViewStateActions => ({
      open: object => set({ object: formatObjectRef(object) }, false),
      close: () => set({ object: '' }, false),
      change: texts => set({ ...texts }, true),
    }),
    [set],
  );
  return [viewState, actions];
}

function readViewState(params: URLSearchParams): ViewState {
  const read = (name: string) => params.get(name) ?? '';
  return {
    object: parseObjectRef(read('object')),
    view: read('view'),
    cluster: read('cluster'),
    state: read('state'),
    search: read('search'),
  };
}

function withValues(
  current: URLSearchParams,
  values: Readonly<Record<string, string>>,
): URLSearchParams {
  const next = new URLSearchParams(current);
  for (const [name, value] of Object.entries(values)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}
