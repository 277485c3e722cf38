import { parseReference } from '@backstage-gitops/oci';
import type { PolicyImage, Setters } from './types';

/** A policy names an image that can't be. */
class InvalidImageError extends Error {
  override readonly name = 'InvalidImageError';
  readonly code = 'invalid-image';
}

/** `<name>:<tag>@<digest>`, without what the policy has not found. */
function wholeOf({ name, tag, digest }: PolicyImage): string {
  const tagged = tag === '' ? name : `${name}:${tag}`;
  return digest ? `${tagged}@${digest}` : tagged;
}

function requireImage(image: string): void {
  try {
    parseReference(image);
  } catch (error) {
    throw new InvalidImageError(
      `encountered invalid image ref "${image}": could not parse reference: ${image}`,
      { cause: error },
    );
  }
}

/**
 * The values that policies set, by the names that markers give them: the whole
 * image without a suffix, its parts with `:name`, `:tag` and `:digest`.
 * @throws InvalidImageError - an image that is none; nothing may be written then
 */
export function settersOf(images: readonly PolicyImage[]): Setters {
  const setters = new Map<string, string>();
  for (const image of images) {
    const whole = wholeOf(image);
    requireImage(whole);
    const name = `${image.namespace}:${image.policy}`;
    setters.set(name, whole);
    setters.set(`${name}:tag`, image.tag);
    setters.set(`${name}:name`, image.name);
    setters.set(`${name}:digest`, image.digest ?? '');
  }
  return setters;
}
