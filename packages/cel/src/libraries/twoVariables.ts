import type { Library } from './Library';

/** Macros over keys (or indices) and values, e.g. `m.all(k, v, k != v)` and `m.transformMap(k, v, v + 1)`. */
export const twoVariables: Library = {
  macros: 'twoVariables',
  overloads: [],
};
