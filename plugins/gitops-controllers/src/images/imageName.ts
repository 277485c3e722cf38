import { formatReference, parseReference } from '@backstage-gitops/oci';
import type { OciRepository } from '@backstage-gitops/oci';
import { StalledError } from '@backstage-gitops/kube';
import type { ImageRepositorySpec } from '@backstage-gitops/plugin-gitops-common';
import { ImageReason } from './reasons';

function invalid(message: string, cause?: unknown): StalledError {
  return new StalledError(ImageReason.imageUrlInvalid, message, { cause });
}

/**
 * The repository that `spec.image` names: no scheme, tag or digest.
 * @throws StalledError - ImageURLInvalid, in the words of Flux
 * @see Flux: image-reflector-controller, registry.ParseImageReference
 */
export function parseImage({ image }: ImageRepositorySpec): OciRepository {
  const scheme = image.indexOf('://');
  if (scheme >= 0) {
    const start = image.slice(0, scheme);
    throw invalid(
      `image '${image}' should not include URL scheme; remove '${start}://'`,
    );
  }
  const repository = parse(image);
  const { registry } = repository;
  const path = image.startsWith(registry)
    ? image.slice(registry.length)
    : image;
  const [, tag] = path.split(':');
  if (tag === undefined) return repository;
  throw invalid(`image '${image}' should not include a tag; remove ':${tag}'`);
}

function parse(image: string): OciRepository {
  try {
    const { registry, repository } = parseReference(image);
    return { registry, repository };
  } catch (error) {
    throw invalid(`could not parse reference: ${image}`, error);
  }
}

/** The name in full, by which tags are stored: `index.docker.io/library/alpine`. */
export function canonicalNameOf(repository: OciRepository): string {
  return formatReference(repository);
}
