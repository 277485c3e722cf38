/**
 * Values of YAML texts that comments mark with an image policy, set in place.
 *
 * @packageDocumentation
 */
export { settersOf } from './settersOf';
export { MARKER_TOKEN } from './readMarker';
export type {
  ObjectIdentity,
  PolicyImage,
  Setters,
  ValueChange,
} from './types';
export { updateText } from './updateText';
