import type { ArtifactOwner } from './ArtifactStore';
import { ArtifactError } from './errors';

/**
 * Names of a path of the store; none for the root.
 * @throws ArtifactError - `invalid-path`: absolute, with `..`, or private
 */
export function partsOfPath(path: string): readonly string[] {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  const isValid =
    !path.startsWith('/') &&
    !/[\0\\]/.test(path) &&
    parts.every(part => !part.startsWith('.'));
  if (!isValid) {
    throw new ArtifactError('invalid-path', `path '${path}' is not allowed`);
  }
  return parts;
}

/** Path of the directory of an object: `gitrepository/apps/web`. */
export function directoryOf({ kind, namespace, name }: ArtifactOwner): string {
  return `${kind.toLowerCase()}/${namespace}/${name}`;
}

/** Namespace of the object that a path belongs to. */
export function namespaceOfPath(path: string): string | undefined {
  return path.split('/')[1];
}

/**
 * Path of a file of an object.
 * @throws ArtifactError - `invalid-path`: a name is empty, or more than a name
 */
export function filePathOf(owner: ArtifactOwner, fileName: string): string {
  const path = `${directoryOf(owner)}/${fileName}`;
  if (partsOfPath(path).length !== 4) {
    throw new ArtifactError('invalid-path', `path '${path}' is not allowed`);
  }
  return path;
}
