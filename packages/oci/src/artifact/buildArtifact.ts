import { randomUUID } from 'crypto';
import { chmod, rename, rm, stat } from 'fs/promises';
import { basename, dirname, join, resolve } from 'path';
import { realPath, walk } from './archive/walk';
import { writeArchive } from './archive/writeArchive';
import type { WrittenArchive } from './archive/writeArchive';
import { ArtifactError, whileWriting } from './errors';
import { ignoreRules } from './ignorePaths';

/** What to archive. */
export interface ArtifactContent {
  /** Directory, or a single file. */
  readonly path: string;
  /**
   * What to leave out, in the syntax of .gitignore. Default
   * {@link DEFAULT_IGNORE_PATHS}.
   */
  readonly ignorePaths?: readonly string[];
  /**
   * Archives what symbolic links lead to, also outside the directory. By
   * default links are left out.
   */
  readonly resolveSymlinks?: boolean;
  /** Most files and directories. Default 1,000,000. */
  readonly maxEntries?: number;
}

/** An archive to write. */
export interface BuildRequest extends ArtifactContent {
  /** File to write; one that is there is replaced when the archive is whole. */
  readonly output: string;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** An artifact in a file. */
export interface BuiltArtifact extends WrittenArchive {
  readonly file: string;
}

const MAX_ENTRIES = 1_000_000;
const FILE_MODE = 0o640;

/**
 * Archives a directory or a file as `flux build artifact` does: equal content
 * gives equal bytes, and those that the flux CLI gives.
 * @throws ArtifactError - `invalid-path`, `source-changed`, `limit`, `no-space`;
 *   errors of the file system; the signal's reason
 */
export async function buildArtifact(
  request: BuildRequest,
): Promise<BuiltArtifact> {
  const { path, output, signal } = request;
  signal.throwIfAborted();
  await requireContent(path);
  const file = resolve(output);
  const unfinished = `${file}.${randomUUID()}.part`;
  try {
    const entries = walk(resolve(path), {
      except: [unfinished, file].map(inRealDirectory),
      resolveSymlinks: request.resolveSymlinks,
      maxEntries: request.maxEntries ?? MAX_ENTRIES,
    });
    const rules = ignoreRules(request.ignorePaths);
    const written = await writeArchive(entries, rules, unfinished, signal);
    await chmod(unfinished, FILE_MODE);
    await rename(unfinished, file);
    return { ...written, file };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw whileWriting(file, error);
  }
}

/** @throws ArtifactError - `invalid-path`: nothing is there */
export async function requireContent(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new ArtifactError(
      'invalid-path',
      `invalid path '${path}', must point to an existing directory or file`,
      { cause: error },
    );
  }
}

function inRealDirectory(file: string): string {
  return join(realPath(dirname(file)), basename(file));
}
