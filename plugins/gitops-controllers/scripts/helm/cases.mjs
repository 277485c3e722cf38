/**
 * HelmReleases and what happens to them, for the comparisons with Flux's own
 * helm-controller. A case is
 *
 *   chart, version  - of charts.mjs
 *   source          - `http` (default), `git`, `oci` or `oci-repository`
 *   spec            - of the HelmRelease, besides its chart
 *   before          - objects that stand before it, in its namespace
 *   steps           - what happens afterwards, in order
 *   expect          - reason of Ready in which it rests, else Ready or Stalled
 *   keepsFailing    - it is tried again and again: counters are not compared
 *
 * and a step has a `name` and one or more of
 *
 *   version         - another version of the chart
 *   spec            - a merge patch of the HelmRelease's spec
 *   values          - replaces spec.values; null removes them
 *   apply           - objects that are applied
 *   patch           - `[type, name, merge patch]` of an object of the release
 *   remove          - `[type, name]` of an object that is deleted
 *   pending         - the newest release is stored as pending-upgrade
 *   helm            - arguments of the real helm, in the namespace
 *   request         - `requestedAt`, `forceAt` or `resetAt`
 *   expect          - as above
 *   until           - what must hold of the status besides
 */
import { basics } from './cases/basics.mjs';
import { failures } from './cases/failures.mjs';
import { histories } from './cases/histories.mjs';
import { hooks } from './cases/hooks.mjs';
import { rendering } from './cases/rendering.mjs';
import { sources } from './cases/sources.mjs';

/** Every case by its name, which is its namespace and HelmRelease too. */
export const CASES = {
  ...basics,
  ...sources,
  ...failures,
  ...hooks,
  ...rendering,
  ...histories,
};
