import { mkdir, rm } from 'fs/promises';
import { join } from 'path';
import { remoteSignal } from '../../../sources';
import { Reason } from '../reasons';
import type { OCIRepositoryContext, OCIRepositoryDeps } from '../types';
import { toFailure } from './toFailure';

/**
 * Unpacks a layer in a worker thread, and removes it.
 * @returns the directory of its files
 * @throws TransientError - OCIArtifactLayerOperationFailed: no tar.gz, an unsafe
 *   one, or a larger one than allowed
 */
export async function unpackLayer(
  ctx: OCIRepositoryContext,
  { workers, maxUnpackedBytes }: OCIRepositoryDeps,
  file: string,
  workDirectory: string,
): Promise<string> {
  const directory = join(workDirectory, 'tree');
  await mkdir(directory);
  try {
    await workers.run(
      'unpack',
      { file, directory, maxBytes: maxUnpackedBytes },
      { namespace: ctx.key.namespace, signal: remoteSignal(ctx) },
    );
  } catch (error) {
    throw toFailure(ctx, error, {
      reason: Reason.layerOperationFailed,
      what: 'failed to extract layer contents from artifact',
    });
  }
  await rm(file);
  return directory;
}
