import type { ImageSettings } from '@backstage-gitops/kustomize';
import type { OverlaySpec } from './request';

type Wanted = NonNullable<OverlaySpec['images']>[number];

/** Tag and digest are one choice of a version: a new one replaces both. */
function withVersion(image: ImageSettings, wanted: Wanted): ImageSettings {
  const merged = { ...image };
  if (wanted.newName) merged.newName = wanted.newName;
  if (wanted.newTag || wanted.digest) {
    merged.newTag = wanted.newTag;
    merged.digest = wanted.digest;
  }
  return merged;
}

/**
 * Images of a kustomization file with those of a spec merged in by name: what
 * the spec does not set stays as the file has it.
 */
export function mergeImages(
  present: readonly ImageSettings[],
  wanted: readonly Wanted[],
): ImageSettings[] {
  const merged = [...present];
  for (const image of wanted) {
    const at = merged.findIndex(other => (other.name ?? '') === image.name);
    if (at >= 0) merged[at] = withVersion(merged[at], image);
    else merged.push({ ...image });
  }
  return merged;
}
