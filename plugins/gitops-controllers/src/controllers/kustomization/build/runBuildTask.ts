import { decode, marshal } from '@backstage-gitops/go-yaml';
import { buildKustomization, describeGvk } from '@backstage-gitops/kustomize';
import type { Resource } from '@backstage-gitops/kustomize';
import { normalizeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { createHash } from 'node:crypto';
import { ArchiveImage } from '../../../artifacts/image/ArchiveImage';
import { ARCHIVE_ROOT } from '../../../artifacts/image/makeImage';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';
import { Decryptor } from './Decryptor';
import { prepareOverlay } from './prepareOverlay';
import type { BuildOutput, BuildRequest } from './request';
import { substituteResource } from './substituteResource';
import { UniqueIds } from './UniqueIds';

/** The directory of `spec.path`, which can't leave the archive. */
function directoryOf(files: ArchiveFileSystem, path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const directory = [ARCHIVE_ROOT, ...parts].join('/');
  if (!files.stat(directory)) {
    throw new BuildError(
      'path-not-found',
      `kustomization path not found: stat ${directory}: no such file or directory`,
    );
  }
  return directory;
}

async function buildResources(
  files: ArchiveFileSystem,
  directory: string,
): Promise<{ resources: readonly Resource[]; warnings: readonly string[] }> {
  try {
    // The archive is the boundary: a base beside the path may be loaded.
    return await buildKustomization(files, directory, {
      loadRestrictor: 'LoadRestrictionsNone',
      reorder: 'none',
      keepBuiltinSchema: true,
    });
  } catch (cause) {
    throw buildFailed(cause);
  }
}

/** `Kind.version.group/name`, with placeholders such as `[noGrp]`. */
function nameOf({ currentId }: Resource): string {
  return `${describeGvk(currentId)}/${currentId.name}`;
}

interface Finished {
  readonly object: UnstructuredObject;
  readonly yaml: string;
}

/** Decrypts and substitutes the objects of a build, one after the other. */
class Finisher {
  readonly #ids: UniqueIds;

  constructor(
    private readonly resources: readonly Resource[],
    private readonly request: BuildRequest,
    private readonly decryptor: Decryptor | undefined,
  ) {
    this.#ids = new UniqueIds(resources);
  }

  /** @throws BuildError - it can't be finished, or becomes what another object is */
  async finish(position: number): Promise<Finished> {
    const resource = this.resources[position];
    const { object, yaml } = written(resource);
    const name = nameOf(resource);
    requireIdentity(object, name);
    const decrypted = await this.decryptor?.decryptObject(object, yaml, name);
    if (!decrypted) return this.#substitute(position, { object, yaml });
    this.#take(position, decrypted, name);
    return this.#substitute(position, {
      object: decrypted,
      yaml: marshal(decrypted),
    });
  }

  #substitute(position: number, { object, yaml }: Finished): Finished {
    const { substitution } = this.request;
    if (!substitution) return { object, yaml };
    const name = nameOf(this.resources[position]);
    const changed = substituteResource(object, yaml, substitution, name);
    if (changed === undefined) return { object, yaml };
    const result = decode(changed, { dialect: 'sigs' }) as UnstructuredObject;
    this.#take(position, result, name);
    return { object: result, yaml: marshal(result) };
  }

  #take(position: number, object: UnstructuredObject, name: string): void {
    requireIdentity(object, name);
    this.#ids.update(position, object);
  }
}

/** @throws BuildError - kustomize can't write the object */
function written(resource: Resource): Finished {
  try {
    const yaml = resource.yaml();
    return { object: resource.value() as UnstructuredObject, yaml };
  } catch (cause) {
    throw buildFailed(cause);
  }
}

function buildFailed(cause: unknown): BuildError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BuildError('build', `kustomize build failed: ${why}`, { cause });
}

/** @throws BuildError - the API needs an apiVersion, a kind and a name */
function requireIdentity(object: UnstructuredObject, name: string): void {
  const { apiVersion, kind, metadata } = object;
  const parts = [apiVersion, kind, metadata?.name] as readonly unknown[];
  if (parts.every(part => typeof part === 'string' && part !== '')) return;
  throw new BuildError(
    'build',
    `failed to decode Kubernetes apiVersion, kind and name from: ${name}`,
  );
}

/**
 * Builds, decrypts and substitutes. Pure: equal requests give equal outputs.
 * Runs in a worker thread.
 * @throws BuildError
 */
export async function runBuildTask(
  request: BuildRequest,
): Promise<BuildOutput> {
  const files = new ArchiveFileSystem(new ArchiveImage(request.archive));
  const directory = directoryOf(files, request.path);
  const decryptor =
    request.decryption &&
    new Decryptor(request.decryption, request.strictMac ?? false);
  prepareOverlay(files, directory, request.overlay);
  await decryptor?.decryptSources(files, directory);
  const { resources, warnings } = await buildResources(files, directory);
  const objects: UnstructuredObject[] = [];
  const hash = createHash('sha256');
  const finisher = new Finisher(resources, request, decryptor);
  for (const index of resources.keys()) {
    const { object, yaml } = await finisher.finish(index);
    hash.update(index === 0 ? yaml : `---\n${yaml}`);
    normalizeObject(object);
    objects.push(object);
  }
  return {
    objects,
    digest: `sha256:${hash.digest('hex')}`,
    warnings,
    macMismatches: decryptor?.macMismatches ?? [],
  };
}
