import { decode, marshal } from '@backstage-gitops/go-yaml';
import { buildKustomization } from '@backstage-gitops/kustomize';
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
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError('build', `kustomize build failed: ${why}`, { cause });
  }
}

/** `Kind.version.group/name`, with `[noGrp]` for the core group. */
function nameOf(resource: Resource): string {
  const slash = resource.apiVersion.indexOf('/');
  const group = slash < 0 ? '[noGrp]' : resource.apiVersion.slice(0, slash);
  const version = resource.apiVersion.slice(slash + 1);
  return `${resource.kind}.${version}.${group}/${resource.name}`;
}

async function finishResource(
  resource: Resource,
  request: BuildRequest,
  decryptor: Decryptor | undefined,
): Promise<{ object: UnstructuredObject; yaml: string }> {
  let object = resource.value() as UnstructuredObject;
  let yaml: string | undefined = resource.yaml();
  if (decryptor) {
    const decrypted = await decryptor.decryptObject(
      object,
      yaml,
      nameOf(resource),
    );
    if (decrypted) [object, yaml] = [decrypted, undefined];
  }
  if (request.substitution) {
    const source = yaml ?? marshal(object);
    const changed = substituteResource(
      object,
      source,
      request.substitution,
      nameOf(resource),
    );
    if (changed !== undefined) {
      object = decode(changed, { dialect: 'sigs' }) as UnstructuredObject;
      yaml = undefined;
    }
  }
  return { object, yaml: yaml ?? marshal(object) };
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
  for (const [index, resource] of resources.entries()) {
    const { object, yaml } = await finishResource(resource, request, decryptor);
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
