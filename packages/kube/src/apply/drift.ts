import { UnstructuredObject } from '../api/types';
import { equalJson } from '../status/mergePatch';
import { comparableContent } from './normalize';

/**
 * True when what the server would store differs from what it has: in labels,
 * annotations or anything outside metadata and status.
 * @param live - undefined when the object does not exist
 */
export function hasDrifted(
  live: UnstructuredObject | undefined,
  dryRun: UnstructuredObject,
): boolean {
  if (!live || !dryRun.metadata.resourceVersion) return true;
  return !(
    equalJson(dryRun.metadata.labels ?? {}, live.metadata.labels ?? {}) &&
    equalJson(
      dryRun.metadata.annotations ?? {},
      live.metadata.annotations ?? {},
    ) &&
    equalJson(comparableContent(dryRun), comparableContent(live))
  );
}
