import type { PatchType, UnstructuredObject } from '@backstage-gitops/kube';
import {
  createJsonMergePatch,
  createThreeWayJsonPatch,
} from './jsonMergePatch';

/** A patch and how it is to be read. */
export interface ThreeWayPatch {
  /** Empty where nothing is to change. */
  readonly patch: Record<string, unknown>;
  readonly patchType: PatchType;
}

/**
 * What brings a live object to the manifest: a strategic merge patch for
 * built-in kinds, else a JSON merge patch from the former manifest to the new
 * one, which does not look at the live object unless that is asked for.
 * @throws Error - worded as Helm words it
 * @see helm.sh/helm/v4/pkg/kube, createPatch
 */
export function createThreeWayPatch(
  original: UnstructuredObject,
  target: UnstructuredObject,
  live: UnstructuredObject,
  options: { readonly threeWayMergeForUnstructured: boolean },
): ThreeWayPatch {
  const patch = options.threeWayMergeForUnstructured
    ? createThreeWayJsonPatch(original, target, live)
    : createJsonMergePatch(original, target);
  return { patch, patchType: 'merge' };
}
