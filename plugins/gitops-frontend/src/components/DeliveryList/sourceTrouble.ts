import type { Delivery } from '@backstage-gitops/plugin-gitops-common';

/** Why new commits do not arrive although the delivery itself is well; else undefined. */
export function sourceTrouble({ source }: Delivery): string | undefined {
  if (source?.state === 'Failed') {
    return `New commits do not arrive: ${source.sentence}`;
  }
  return source?.state === 'Suspended'
    ? 'New commits do not arrive: the source is suspended.'
    : undefined;
}
