import { equalJson } from '@backstage-gitops/kube';
import type { ImagePolicyStatus } from '@backstage-gitops/plugin-gitops-common';

/** Message of Ready and of the event about a choice. */
export function describeLatest({
  latestRef,
  observedPreviousRef: previous,
}: ImagePolicyStatus): string {
  const { name, tag, digest } = latestRef ?? { name: '', tag: '' };
  const of = digest ? ` with digest ${digest}` : '';
  const text = `Latest image tag for ${name} resolved to ${tag}${of}`;
  if (!previous || equalJson(previous, latestRef)) return text;
  const at = previous.digest ? `@${previous.digest}` : '';
  return `${text} (previously ${previous.name}:${previous.tag}${at})`;
}
