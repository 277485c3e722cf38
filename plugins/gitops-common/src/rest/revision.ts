import type { Revision } from './generated/openapi';

/** `main @ a1b2c3d`: short reference and first seven digits of the hash. */
export function formatRevision(revision: Revision): string {
  const ref = revision.ref?.replace(/^refs\/(heads|tags)\//, '');
  return [ref, revision.hash?.slice(0, 7)].filter(Boolean).join(' @ ');
}

/**
 * Takes a revision apart: `main@sha1:<hex>`, `sha1:<hex>`,
 * `refs/tags/v1@sha256:<hex>` or a bare version.
 * @see Flux RFC-0005
 */
export function parseRevision(raw: string): Revision {
  const at = raw.lastIndexOf('@');
  const ref = at > 0 ? raw.slice(0, at) : undefined;
  const digest = at >= 0 ? raw.slice(at + 1) : raw;
  const hash = /^[a-z0-9]+:([0-9a-f]+)$/.exec(digest)?.[1];
  return { raw, ref: ref ?? (hash ? undefined : raw), hash };
}
