import type { PatchType, UnstructuredObject } from '@backstage-gitops/kube';
import type { Fields } from './json';
import {
  createJsonMergePatch,
  createThreeWayJsonPatch,
} from './jsonMergePatch';
import { mergePatches } from './mergePatches';
import { PatchSchema } from './patchSchema';
import { diffFields } from './strategicDiff';

/** A patch and how it is to be read. */
interface ThreeWayPatch {
  /** Empty where nothing is to change. */
  readonly patch: Fields;
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
  const schema = PatchSchema.of(target);
  if (schema) {
    const patch = createStrategicPatch(original, target, live, schema);
    return { patch, patchType: 'strategic' };
  }
  const patch = options.threeWayMergeForUnstructured
    ? createThreeWayJsonPatch(original, target, live)
    : createJsonMergePatch(original, target);
  return { patch, patchType: 'merge' };
}

/** What is gone since the former manifest, and what the live object lacks. */
function createStrategicPatch(
  original: Fields,
  target: Fields,
  live: Fields,
  schema: PatchSchema,
): Fields {
  const retainKeys = false;
  const changes = diffFields(live, target, schema, {
    shows: 'changes',
    retainKeys,
  });
  const deletions = diffFields(original, target, schema, {
    shows: 'deletions',
    retainKeys,
  });
  return mergePatches(deletions, changes, schema);
}
