import { GoRegexp } from '@backstage-gitops/go-template';
import type { ImagePolicySpec } from '@backstage-gitops/plugin-gitops-common';
import { InvalidPolicyError } from './TagOrder';

/** What of a tag is compared; undefined for a tag that is left out. */
type TagFilter = (tag: string) => string | undefined;

function compile(pattern: string): GoRegexp {
  try {
    return new GoRegexp(pattern);
  } catch (error) {
    const { message } = error as Error;
    throw new InvalidPolicyError(
      `failed to filter tags: invalid regular expression pattern '${pattern}': ${message}`,
      { cause: error },
    );
  }
}

/**
 * The filter of `spec.filterTags`: tags that match the pattern, and of each
 * what `extract` takes of the first match (`$1`, `$name`; the whole tag without
 * it).
 * @throws InvalidPolicyError - the pattern is none
 */
export function filterOf(spec: ImagePolicySpec['filterTags']): TagFilter {
  if (!spec) return tag => tag;
  const { pattern = '', extract = '' } = spec;
  const regexp = compile(pattern);
  return extract === ''
    ? tag => (regexp.test(tag) ? tag : undefined)
    : tag => regexp.expandFirst(tag, extract);
}
