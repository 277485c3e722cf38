import { GitError } from '../errors';
import { selectTags, TAG_PREFIX } from '../semver/selectTags';
import type { RemoteReference } from './protocol/readAdvertisement';

/** What to check out; the first of commit, name, tag, semver, branch counts. */
export interface GitReference {
  readonly commit?: string;
  readonly name?: string;
  readonly tag?: string;
  readonly semver?: string;
  readonly branch?: string;
}

/** One way to say what to check out, after the order of precedence. */
export type Selection =
  | { readonly kind: 'commit'; readonly commit: string; readonly label: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'semver'; readonly range: string }
  | { readonly kind: 'branch'; readonly branch: string };

/** Branch that is followed when nothing else is said. */
const DEFAULT_BRANCH = 'master';

/** Applies the order of precedence. */
export function select(reference: GitReference = {}): Selection {
  const { commit, name, tag, semver, branch } = reference;
  if (commit) {
    // Next to a commit, the others only say how the revision is called.
    return { kind: 'commit', commit, label: name || branch || '' };
  }
  if (name) {
    return { kind: 'name', name };
  }
  if (tag) {
    return { kind: 'tag', tag };
  }
  if (semver) {
    return { kind: 'semver', range: semver };
  }
  return { kind: 'branch', branch: branch || DEFAULT_BRANCH };
}

/** `<label>@sha1:<hash>`, or `sha1:<hash>` without a label. */
export function formatRevision(label: string, hash: string): string {
  return label === '' ? `sha1:${hash}` : `${label}@sha1:${hash}`;
}

/** Start of the names of references to ask the server for; all when undefined. */
export function prefixOf(selection: Selection): string | undefined {
  switch (selection.kind) {
    case 'name':
      return selection.name.replace(/\^\{\}$/, '');
    case 'tag':
      return `refs/tags/${selection.tag}`;
    case 'semver':
      return TAG_PREFIX;
    case 'branch':
      return `refs/heads/${selection.branch}`;
    default:
      return undefined;
  }
}

/** A reference found on the remote. */
export interface Found {
  /** First part of the revision: branch, tag, or full name. */
  readonly label: string;
  /** Hash of the commit. */
  readonly hash: string;
  /** Hash of the annotated tag that points to it. */
  readonly want?: string;
}

function notFound(name: string): GitError {
  return new GitError(
    'reference-not-found',
    `couldn't find remote ref "${name}"`,
  );
}

function toFound(label: string, reference: RemoteReference): Found {
  const { hash, peeled } = reference;
  return peeled ? { label, hash: peeled, want: hash } : { label, hash };
}

/**
 * Tags that match a range best; more than one needs their commit times.
 * @throws GitError - `reference-not-found`
 */
export async function findVersions(
  references: readonly RemoteReference[],
  range: string,
  signal: AbortSignal,
): Promise<Found[]> {
  const tags = await selectTags(references, range, signal);
  return tags.map(tag => toFound(tag.name.slice(TAG_PREFIX.length), tag));
}

/**
 * Finds a branch, tag or full name among the references.
 * @throws GitError - `reference-not-found`
 */
export function findReference(
  references: readonly RemoteReference[],
  selection: Exclude<Selection, { kind: 'commit' | 'semver' }>,
): Found {
  const exact = (name: string) =>
    references.find(reference => reference.name === name);
  switch (selection.kind) {
    case 'branch': {
      const name = `refs/heads/${selection.branch}`;
      const found = exact(name);
      if (!found) {
        throw notFound(name);
      }
      return toFound(selection.branch, found);
    }
    case 'tag': {
      const name = `refs/tags/${selection.tag}`;
      const found = exact(name);
      if (!found) {
        throw notFound(name);
      }
      return toFound(selection.tag, found);
    }
    default: {
      const { name } = selection;
      const found = exact(name.replace(/\^\{\}$/, ''));
      if (!found) {
        throw new GitError(
          'reference-not-found',
          `unable to resolve ref '${name}' to a specific commit`,
        );
      }
      return toFound(name, found);
    }
  }
}
