import { createReadStream } from 'fs';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import type { RegistryClient } from '../client/RegistryClient';
import type { OciReference } from '../reference/reference';
import { buildArtifact } from './buildArtifact';
import type { ArtifactContent, BuiltArtifact } from './buildArtifact';
import { ArtifactError } from './errors';
import { findLayer } from './findLayer';
import type { ArtifactLayer } from './findLayer';
import { listLayer } from './unpack/listLayer';
import { DEFAULT_LAYER_LIMITS } from './unpack/readLayer';
import type { LayerLimits } from './unpack/readLayer';

/** What to compare. */
export interface DiffRequest extends ArtifactContent {
  readonly client: RegistryClient;
  readonly reference: OciReference;
  readonly limits?: Partial<LayerLimits>;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** A path that is not the same on both sides. */
export interface ArtifactDifference {
  readonly path: string;
  /** Seen from the registry: `added` is only in the directory. */
  readonly change: 'added' | 'changed' | 'removed';
}

/** How an artifact and a directory compare. */
export interface ArtifactDiff {
  readonly isEqual: boolean;
  /** In the order of paths; empty also where the layer is no archive. */
  readonly differences: readonly ArtifactDifference[];
}

/**
 * Compares an artifact with a directory or file: by the digest of the layer,
 * and where that differs by types, modes and contents, so that an archive which
 * another program compressed can be equal, too.
 * @throws ArtifactError - as {@link buildArtifact}, and `limit`; OciError - see
 *   {@link RegistryClient}
 */
export async function diffArtifact(
  request: DiffRequest,
): Promise<ArtifactDiff> {
  const { client, reference, signal } = request;
  const directory = await mkdtemp(join(tmpdir(), 'gitops-artifact-'));
  try {
    const local = await buildArtifact({
      ...request,
      output: join(directory, 'artifact.tgz'),
    });
    const remote = await findLayer(client, reference, signal);
    const { digest, size } = remote.layer;
    if (digest === local.digest && size === local.sizeBytes) {
      return { isEqual: true, differences: [] };
    }
    return await compareEntries(request, local, remote);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function compareEntries(
  { client, reference, signal, ...request }: DiffRequest,
  local: BuiltArtifact,
  { layer }: ArtifactLayer,
): Promise<ArtifactDiff> {
  const limits = { ...DEFAULT_LAYER_LIMITS, ...request.limits };
  try {
    const before = await listLayer(
      client.getBlob(reference, layer, { signal }),
      limits,
    );
    const after = await listLayer(createReadStream(local.file), limits);
    const differences = compare(before, after);
    return { isEqual: differences.length === 0, differences };
  } catch (error) {
    if (error instanceof ArtifactError && error.code === 'invalid-artifact') {
      return { isEqual: false, differences: [] };
    }
    throw error;
  }
}

function compare(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ArtifactDifference[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): ArtifactDifference[] => {
    const [old, current] = [before.get(path), after.get(path)];
    if (old === current) return [];
    if (old === undefined) return [{ path, change: 'added' }];
    return [{ path, change: current === undefined ? 'removed' : 'changed' }];
  });
}
