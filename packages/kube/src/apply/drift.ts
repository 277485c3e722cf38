import { UnstructuredObject } from '../api/types';
import { equalJson } from '../status/mergePatch';
import { comparableContent } from './normalize';

/**
 * True when what the server would store differs from what it has: in labels,
 * annotations or anything outside metadata and status.
 */
export function hasDrifted(
  live: UnstructuredObject,
  dryRun: UnstructuredObject,
): boolean {
  return !(
    equalJson(dryRun.metadata.labels ?? {}, live.metadata.labels ?? {}) &&
    equalJson(
      dryRun.metadata.annotations ?? {},
      live.metadata.annotations ?? {},
    ) &&
    equalJson(comparableContent(dryRun), comparableContent(live))
  );
}
