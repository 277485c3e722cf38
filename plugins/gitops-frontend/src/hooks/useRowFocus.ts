import { useMemo, useRef } from 'react';

/** Focus of the rows of a list, by their keys. */
export interface RowFocus {
  /** Ref of the focusable element of a row. */
  readonly refOf: (key: string) => (element: HTMLElement | null) => void;
  /** Focuses the row that is `step` rows further; stays at the ends. */
  readonly move: (key: string, step: 1 | -1) => void;
  readonly focusFirst: () => void;
}

/** @param keys - the rows from top to bottom */
export function useRowFocus(keys: readonly string[]): RowFocus {
  const elements = useRef(new Map<string, HTMLElement>());
  const order = useRef(keys);
  order.current = keys;
  return useMemo(() => {
    const focus = (key: string | undefined) =>
      key !== undefined && elements.current.get(key)?.focus();
    return {
      refOf: key => element => {
        if (element) elements.current.set(key, element);
        else elements.current.delete(key);
      },
      move: (key, step) => {
        const index = order.current.indexOf(key);
        focus(order.current[index + step]);
      },
      focusFirst: () => focus(order.current[0]),
    };
  }, []);
}
