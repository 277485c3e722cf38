import { OciError } from '../errors';
import { parseDigest } from './digest';

/** Host of Docker Hub, which names without a host belong to. */
export const DEFAULT_REGISTRY = 'index.docker.io';
/** Tag of a reference that names neither tag nor digest. */
export const DEFAULT_TAG = 'latest';

const SCHEME = 'oci://';
const REPOSITORY_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_-./';
const TAG_CHARACTERS =
  'abcdefghijklmnopqrstuvwxyz0123456789_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A repository of a registry. */
export interface OciRepository {
  /** Host, with a port where one is named: `ghcr.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  /** Path in the registry: `org/app`, `library/redis`. */
  readonly repository: string;
}

/** A manifest in a repository. */
export interface OciReference extends OciRepository {
  /** Undefined where `digest` is set. */
  readonly tag?: string;
  /** `sha256:<hex>`; wins over a tag. */
  readonly digest?: string;
}

function refuse(message: string): OciError {
  return new OciError('invalid-reference', message);
}

function checkCharacters(
  what: string,
  value: string,
  rule: { allowed: string; min: number; max: number },
): void {
  const { allowed, min, max } = rule;
  const characters = [...value];
  if (characters.length < min || characters.length > max) {
    throw refuse(
      `${what} must be between ${min} and ${max} characters in length: ${value}`,
    );
  }
  if (characters.some(character => !allowed.includes(character))) {
    throw refuse(
      `${what} can only contain the characters \`${allowed}\`: ${value}`,
    );
  }
}

function checkRegistry(registry: string): void {
  const isHost = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.~%!$&'()*+,;=-]+)(:\d*)?$/;
  if (!isHost.test(registry) || !URL.canParse(`https://${registry}/`)) {
    throw refuse(
      `registries must be valid RFC 3986 URI authorities: ${registry}`,
    );
  }
}

function withoutScheme(text: string): string {
  return text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text;
}

/**
 * Reads `[oci://][host[:port]/]path`. What is before the first slash is a host
 * when it has a dot or a colon; without one the repository is of Docker Hub,
 * whose repositories of one name are in `library/`.
 * @throws OciError - `invalid-reference`, in the words of go-containerregistry,
 *   which Flux shows
 */
export function parseRepository(text: string): OciRepository {
  const name = withoutScheme(text);
  if (name === '') throw refuse('a repository name must be specified');
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasHost = /[.:]/.test(first);
  const path = hasHost ? name.slice(slash + 1) : name;
  checkCharacters('repository', path, {
    allowed: REPOSITORY_CHARACTERS,
    min: 2,
    max: 255,
  });
  if (/(^|\/)\.{1,2}(\/|$)/.test(path)) {
    throw refuse(`repository must not have '.' or '..' as a part: ${path}`);
  }
  if (hasHost) checkRegistry(first);
  const registry = !hasHost || first === 'docker.io' ? DEFAULT_REGISTRY : first;
  const isLibrary = registry === DEFAULT_REGISTRY && !path.includes('/');
  return { registry, repository: isLibrary ? `library/${path}` : path };
}

/** @throws OciError - `invalid-reference` */
export function parseTag(tag: string): string {
  checkCharacters('tag', tag, { allowed: TAG_CHARACTERS, min: 1, max: 128 });
  if (/^\.{1,2}$/.test(tag)) throw refuse(`tag must not be '${tag}'`);
  return tag;
}

/**
 * Reads a repository with `:tag`, `@digest`, both or neither; a digest wins,
 * and neither stands for the tag `latest`.
 * @throws OciError - `invalid-reference`
 */
export function parseReference(text: string): OciReference {
  const name = withoutScheme(text);
  const parts = name.split('@');
  if (parts.length > 2) {
    throw refuse(
      `a digest must contain exactly one '@' separator (e.g. registry/repository@digest) saw: ${name}`,
    );
  }
  const [base, digest] = parts;
  const colon = base.lastIndexOf(':');
  const hasTag = colon > base.lastIndexOf('/') && colon >= 0;
  if (hasTag && colon === base.length - 1) {
    throw refuse(`${base} must specify a tag name after the colon`);
  }
  const tag = hasTag ? parseTag(base.slice(colon + 1)) : undefined;
  const repository = parseRepository(hasTag ? base.slice(0, colon) : base);
  return digest === undefined
    ? { ...repository, tag: tag ?? DEFAULT_TAG }
    : { ...repository, digest: parseDigest(digest) };
}

/** `host/path`, `host/path:tag` or `host/path@sha256:<hex>`. */
export function formatReference(reference: OciReference): string {
  const { registry, repository, tag, digest } = reference;
  const base = `${registry}/${repository}`;
  if (digest !== undefined) return `${base}@${digest}`;
  return tag === undefined ? base : `${base}:${tag}`;
}
