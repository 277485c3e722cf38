import type { ImageRepositorySpec } from '@backstage-gitops/plugin-gitops-common';

/** Signatures that cosign stores as tags. */
const DEFAULT_LIST = ['^.*\\.sig$'];

/** `spec.exclusionList`; an empty one counts as none. */
export function exclusionListOf({
  exclusionList = [],
}: ImageRepositorySpec): string[] {
  return exclusionList.length > 0 ? [...exclusionList] : DEFAULT_LIST;
}
