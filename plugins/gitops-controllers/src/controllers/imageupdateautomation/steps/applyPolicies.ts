import type { RepositoryFiles } from '@backstage-gitops/git';
import { setImmediate as nextTurn } from 'timers/promises';
import { MARKER_TOKEN, updateText } from '../setters';
import type { Setters, ValueChange } from '../setters';
import type { FileChanges } from '../templates/results';
import { findFiles } from './findFiles';

/** The text of a file that has markers; undefined for any other. */
function textOf(bytes: Buffer | undefined): string | undefined {
  if (!bytes?.includes(MARKER_TOKEN)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    // No YAML of Flux either.
    return undefined;
  }
}

/**
 * Sets the marked values in the files below a path.
 * @returns changes by file; empty when every value is as it should be
 */
export async function applyPolicies(
  files: RepositoryFiles,
  path: string | undefined,
  setters: Setters,
): Promise<FileChanges> {
  const found = await findFiles(files, path);
  await files.prefetch(found.map(file => file.path));
  const changed = new Map<string, readonly ValueChange[]>();
  for (const file of found) {
    const text = textOf(await files.read(file.path));
    if (text !== undefined) {
      await nextTurn();
      const updated = updateText(text, setters);
      if (updated.changes.length > 0) {
        await files.write(file.path, updated.text);
        changed.set(file.shown, updated.changes);
      }
    }
  }
  return changed;
}
