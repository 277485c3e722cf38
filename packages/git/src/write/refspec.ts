import { showName } from '@backstage-gitops/tar';
import { GitError } from '../errors';

/** One `[+]<source>:<destination>`. */
export interface Refspec {
  /** `HEAD`, a full name of a reference, or a hash; undefined deletes. */
  readonly source: string | undefined;
  /** Full name: `refs/heads/main`, `refs/for/main`. */
  readonly destination: string;
  /** A `+` in front: replaces what the reference leads to. */
  readonly force: boolean;
}

const HASH = /^[0-9a-f]{40}$/;
/** What no part of a name may hold (git-check-ref-format). */
const FORBIDDEN = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/;
const MAX_NAME_BYTES = 1024;

function isReferenceName(name: string): boolean {
  return (
    name.startsWith('refs/') &&
    Buffer.byteLength(name) <= MAX_NAME_BYTES &&
    !FORBIDDEN.test(name) &&
    !name.endsWith('.') &&
    name
      .split('/')
      .every(
        part => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'),
      )
  );
}

function invalid(text: string, reason: string): GitError {
  return new GitError(
    'invalid-option',
    `${showName(text.slice(0, MAX_NAME_BYTES))} ${reason}`,
  );
}

/**
 * Full name of a branch.
 * @param branch - `main`
 * @throws GitError - `invalid-option`: Git allows no such name
 */
export function branchReference(branch: string): string {
  const name = `refs/heads/${branch}`;
  if (!isReferenceName(name) || branch.startsWith('-') || branch === 'HEAD') {
    throw invalid(branch, 'is no name of a branch');
  }
  return name;
}

function fullName(text: string, name: string): string {
  const full = name.startsWith('refs/') ? name : `refs/heads/${name}`;
  if (!isReferenceName(full)) {
    throw invalid(text, `is no refspec: ${showName(name)} is no reference`);
  }
  return full;
}

/**
 * Parses `HEAD:refs/for/main`, `refs/heads/a:refs/heads/b`, `+main:release`.
 * Without a colon both sides are the same; a short name is that of a branch.
 * @throws GitError - `invalid-option`; `unsupported`: a pattern with `*`
 * @see https://git-scm.com/docs/git-push, "<refspec>"
 */
export function parseRefspec(text: string): Refspec {
  const force = text.startsWith('+');
  const body = force ? text.slice(1) : text;
  if (body.includes('*')) {
    throw new GitError(
      'unsupported',
      `the refspec ${showName(text)} has a pattern: name each reference`,
    );
  }
  const [source, destination = source, ...rest] = body.split(':');
  if (rest.length > 0 || destination === '' || destination === 'HEAD') {
    throw invalid(text, 'is no refspec such as HEAD:refs/heads/main');
  }
  return {
    force,
    source: sourceName(text, source),
    destination: fullName(text, destination),
  };
}

function sourceName(text: string, source: string): string | undefined {
  if (source === '') {
    return undefined;
  }
  return source === 'HEAD' || HASH.test(source)
    ? source
    : fullName(text, source);
}
