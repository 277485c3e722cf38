import { rm } from 'fs/promises';
import { join, resolve, sep } from 'path';
import { failed, STORAGE_OPERATION_FAILED } from '../../../sources';
import { Reason } from '../reasons';
import type {
  Artifact,
  GitRepositoryContext,
  GitRepositoryDeps,
} from '../types';

/**
 * Adds the content of the included repositories to a tree.
 * @throws TransientError - an archive can't be read, or a path leads outside
 */
export async function copyIncludes(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: {
    readonly includes: readonly Artifact[];
    readonly directory: string;
    readonly workDirectory: string;
  },
): Promise<void> {
  for (const [index, include] of (ctx.object.spec.include ?? []).entries()) {
    const { name } = include.repository;
    const from = include.fromPath ?? '';
    const to = include.toPath || name;
    const target = resolve(input.directory, to.replace(/^\/+/, ''));
    if (!`${target}${sep}`.startsWith(`${input.directory}${sep}`)) {
      throw failed(
        STORAGE_OPERATION_FAILED,
        Reason.illegalPath,
        `path calculation for include '${name}' failed: '${to}' leads out of the repository`,
      );
    }
    const file = join(input.workDirectory, 'include.tar.gz');
    try {
      await deps.artifacts.download(input.includes[index], file, ctx.signal);
      await deps.workers.run(
        'unpack',
        { file, directory: input.directory, to, from },
        { namespace: ctx.key.namespace, signal: ctx.signal },
      );
    } catch (error) {
      throw failed(
        STORAGE_OPERATION_FAILED,
        Reason.copyFailure,
        `failed to copy '${name}' include from ${from} to ${to}: ${
          (error as Error).message
        }`,
        error,
      );
    } finally {
      await rm(file, { force: true });
    }
  }
}
