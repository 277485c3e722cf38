import {
  EXTENSION_PATTERNS,
  IgnoreRules,
  readPatterns,
  VERSION_CONTROL_PATTERNS,
} from '@backstage-gitops/sourceignore';

/** What `flux push artifact` leaves out unless told otherwise. */
export const DEFAULT_IGNORE_PATHS: readonly string[] = [
  ...VERSION_CONTROL_PATTERNS,
  ...EXTENSION_PATTERNS,
];

/** Rules of patterns in the syntax of .gitignore; the tree's own ignore files say nothing. */
export function ignoreRules(
  patterns: readonly string[] = DEFAULT_IGNORE_PATHS,
): IgnoreRules {
  return new IgnoreRules(readPatterns(patterns.join('\n')));
}
