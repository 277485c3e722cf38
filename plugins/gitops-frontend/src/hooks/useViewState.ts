import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  formatDeliveryRef,
  parseDeliveryRef,
  type DeliveryRef,
} from '@backstage-gitops/plugin-gitops-common';

/** Views of the lower half of the tab. */
export const DETAIL_VIEWS = [
  'tree',
  'conditions',
  'timeline',
  'events',
  'yaml',
] as const;
export type DetailView = (typeof DETAIL_VIEWS)[number];

/** What is chosen on the tab. It lives in the URL, so that a link shows the same. */
export interface ViewState {
  readonly delivery?: DeliveryRef;
  readonly view: DetailView;
  readonly cluster: string;
  readonly state: string;
  readonly search: string;
}

type Change = Partial<Omit<ViewState, 'delivery'>> & {
  readonly delivery?: DeliveryRef | 'none';
};

/** Reads the choices from the URL; opening a delivery is a step that Back undoes. */
export function useViewState(): [ViewState, (change: Change) => void] {
  const [params, setParams] = useSearchParams();
  const viewState = useMemo((): ViewState => {
    const view = params.get('view') as DetailView | null;
    return {
      delivery: parseDeliveryRef(params.get('delivery') ?? ''),
      view: view && DETAIL_VIEWS.includes(view) ? view : 'tree',
      cluster: params.get('cluster') ?? '',
      state: params.get('state') ?? '',
      search: params.get('search') ?? '',
    };
  }, [params]);
  const change = useCallback(
    ({ delivery, ...texts }: Change) => {
      setParams(
        current => {
          const next = new URLSearchParams(current);
          for (const [name, value] of Object.entries(texts)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          if (delivery === 'none') next.delete('delivery');
          else if (delivery) next.set('delivery', formatDeliveryRef(delivery));
          return next;
        },
        { replace: delivery === undefined },
      );
    },
    [setParams],
  );
  return [viewState, change];
}
