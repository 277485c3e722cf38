/**
 * The ignore patterns of Flux sources, without any platform's API.
 * @packageDocumentation
 */
export {
  EXTENSION_PATTERNS,
  IGNORE_FILE,
  IgnoreRules,
  readPatterns,
  sourceRules,
  VERSION_CONTROL_PATTERNS,
} from './IgnoreRules';
export { parsePattern } from './pattern';
export type { Pattern, Verdict } from './pattern';
