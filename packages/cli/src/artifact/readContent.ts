import type { ArtifactContent } from '@backstage-gitops/oci';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { buffer } from 'stream/consumers';
import type { ArtifactContext } from './artifactCommand';

/** Name of the only file of an artifact that comes from standard input. */
const STDIN_FILE = 'stdin.yaml';
const STDIN = '-';

/**
 * Works with the directory or file of `--path`; `-` is standard input, which
 * becomes a file as long as the work goes on.
 * @throws Error - no path
 */
export async function withContent<T>(
  { flags, io }: ArtifactContext,
  work: (content: ArtifactContent) => Promise<T>,
): Promise<T> {
  const path = flags.last('path') ?? '';
  if (path === '') {
    throw new Error('invalid path "": give a directory or file by --path');
  }
  const options = {
    ...(flags.isGiven('ignore-paths')
      ? { ignorePaths: flags.values('ignore-paths') }
      : {}),
    resolveSymlinks: flags.isSet('resolve-symlinks'),
  };
  if (path !== STDIN) return work({ path: resolve(io.cwd, path), ...options });
  const directory = await mkdtemp(join(tmpdir(), 'gitops-stdin-'));
  try {
    const file = join(directory, STDIN_FILE);
    await writeFile(file, withoutLineEnds(await buffer(io.stdin)));
    return await work({ path: file, ...options });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Without the line ends at the end, as the flux CLI reads it. */
function withoutLineEnds(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.subarray(0, end);
}
