import { GitError } from '../errors';
import { NO_OBJECT } from './GitObject';
import type { ReferenceUpdate } from './push/ReceivePack';
import { parseRefspec } from './refspec';
import type { Refspec } from './refspec';

/** What a push is made from. */
export interface PushState {
  /** Branch that the writer works on, full name. */
  readonly branch: string;
  /** Where the branch was when it was read; undefined when it did not exist. */
  readonly lease: string | undefined;
  /** Newest commit of the writer. */
  readonly head: string | undefined;
  /** Commits that the head is known to lead to, itself among them. */
  readonly lineage: ReadonlySet<string>;
  /** References of the repository when it was read. */
  readonly references: ReadonlyMap<string, string>;
}

/** What the caller of a push allows. */
export interface PushRules {
  /** Default false. */
  readonly force?: boolean;
  /** Default false. */
  readonly allowDelete?: boolean;
}

/**
 * The updates that refspecs ask for, each with the hash that the reference must
 * still have. What is already so is left out.
 * @throws GitError - `invalid-option`, `unsupported`, `reference-not-found`;
 *   `non-fast-forward`: it would drop commits, and nobody asked for that
 */
export function planPush(
  state: PushState,
  refspecs: readonly string[],
  rules: PushRules = {},
): ReferenceUpdate[] {
  const updates = refspecs
    .map(text => toUpdate(state, parseRefspec(text), rules))
    .filter(({ oldHash, newHash }) => oldHash !== newHash);
  const names = updates.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new GitError('invalid-option', `'${twice}' is pushed to twice`);
  }
  return updates;
}

/**
 * Hashes that the head has to lead to for a push, of which that is not known.
 */
export function unprovenHashes(
  state: PushState,
  refspecs: readonly string[],
  { force = false }: PushRules = {},
): string[] {
  return refspecs
    .map(text => parseRefspec(text))
    .filter(refspec => !force && !refspec.force && refspec.source !== undefined)
    .filter(({ destination }) => !destination.startsWith('refs/tags/'))
    .map(({ destination, source }) => ({
      old: currentHash(state, destination),
      isHead: source === 'HEAD' || source === state.branch,
    }))
    .flatMap(({ old, isHead }) =>
      isHead && old !== undefined && !state.lineage.has(old) ? [old] : [],
    );
}

function toUpdate(
  state: PushState,
  refspec: Refspec,
  rules: PushRules,
): ReferenceUpdate {
  const { destination: name } = refspec;
  const oldHash = currentHash(state, name);
  if (refspec.source === undefined) {
    requireDeletable(name, oldHash, rules);
    return { name, oldHash, newHash: undefined };
  }
  const newHash = sourceHash(state, refspec.source);
  requireFree(state, name);
  const force = refspec.force || rules.force === true;
  if (!force && !isForward(state, name, { oldHash, newHash })) {
    throw new GitError(
      'non-fast-forward',
      `'${name}' is at ${oldHash}, which the pushed commit is not known to lead to; put + in front of the refspec to replace it`,
    );
  }
  return { name, oldHash, newHash };
}

function currentHash(
  { branch, lease, references }: PushState,
  name: string,
): string | undefined {
  return name === branch ? lease : references.get(name);
}

function sourceHash(state: PushState, source: string): string {
  const { branch, head, references } = state;
  const isOwn = source === 'HEAD' || source === branch;
  const hash = isOwn
    ? head
    : references.get(source) ?? knownHash(state, source);
  if (hash === undefined) {
    throw new GitError(
      'reference-not-found',
      `nothing to push: '${source}' is no reference or commit that is known`,
    );
  }
  return hash;
}

function knownHash(
  { lineage, references }: PushState,
  hash: string,
): string | undefined {
  return hash !== NO_OBJECT &&
    (lineage.has(hash) || [...references.values()].includes(hash))
    ? hash
    : undefined;
}

function isForward(
  { head, lineage }: PushState,
  name: string,
  { oldHash, newHash }: { oldHash: string | undefined; newHash: string },
): boolean {
  if (oldHash === undefined || oldHash === newHash) {
    return true;
  }
  return (
    newHash === head && lineage.has(oldHash) && !name.startsWith('refs/tags/')
  );
}

function requireDeletable(
  name: string,
  oldHash: string | undefined,
  { allowDelete = false }: PushRules,
): void {
  if (!allowDelete) {
    throw new GitError(
      'invalid-option',
      `the push would delete '${name}', which has to be allowed explicitly`,
    );
  }
  if (oldHash === undefined) {
    throw new GitError(
      'reference-not-found',
      `can't delete '${name}': it does not exist`,
    );
  }
}

/** References are files: one can't lie below another. */
function requireFree({ references }: PushState, name: string): void {
  if (references.has(name)) {
    return;
  }
  const parts = name.split('/');
  const above = parts
    .map((_, index) => parts.slice(0, index).join('/'))
    .find(prefix => references.has(prefix));
  const other =
    above ??
    [...references.keys()].find(reference => reference.startsWith(`${name}/`));
  if (other !== undefined) {
    throw new GitError(
      'invalid-option',
      `can't create '${name}' next to '${other}'`,
    );
  }
}
