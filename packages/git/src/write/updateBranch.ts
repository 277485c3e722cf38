import { setTimeout as delay } from 'timers/promises';
import { GitError } from '../errors';
import { openBranch } from './openWriter';
import type { RepositoryFiles } from './RepositoryFiles';
import type { Writer } from './Writer';
import type {
  NewCommit,
  PushOptions,
  PushResult,
  WriterOptions,
} from './writerOptions';
import { keepWriter, takeWriter } from './keptWriter';
import type { KeptWriter, Place } from './keptWriter';
import type { WriterQueue } from './WriterQueue';

const DEFAULT_ATTEMPTS = 10;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5000;

/** A change of a branch that is made anew when others were faster. */
export interface UpdateRequest extends WriterOptions {
  readonly push?: PushOptions;
  /** Orders the writers of this process; without one each is on its own. */
  readonly queue?: WriterQueue;
  /** How often the change is made before a lost race is an error. Default 10. */
  readonly attempts?: number;
  /** Ends waiting and work. */
  readonly signal: AbortSignal;
  /** 0 ≤ number < 1, spreads those who wait. Default `Math.random`. */
  readonly random?: () => number;
}

/** What a change is made to. */
export interface UpdateContext {
  /** Commit that the files are those of; undefined in an empty repository. */
  readonly head: string | undefined;
  /** 1, 2, … */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/**
 * Changes the files of a head and says how to commit that; undefined for
 * nothing to do. Is called again with the files of the new head when the branch
 * has moved meanwhile, so it must depend on nothing but the files.
 */
export type Change = (
  files: RepositoryFiles,
  context: UpdateContext,
) => Promise<NewCommit | undefined>;

/** What an update has done. */
export interface UpdateResult {
  /** Head of the branch afterwards; undefined when there is none. */
  readonly head: string | undefined;
  /** The new commit; undefined when there was nothing to change. */
  readonly commit: string | undefined;
  readonly attempts: number;
  /** What the server wrote to people, without secrets. */
  readonly messages: readonly string[];
}

/**
 * Commits a change to a branch and pushes it. When somebody else was faster, it
 * starts over from their commit; a push without an answer is looked up on the
 * server before it is made again.
 * @throws GitError - `non-fast-forward`: every attempt lost; what the change
 *   throws; and those of `openWriter` and `Writer.push`
 */
export async function updateBranch(
  request: UpdateRequest,
  change: Change,
): Promise<UpdateResult> {
  const { queue, remote, branch, signal } = request;
  if (!queue) {
    return attemptAll(request, change, { hasNext: false });
  }
  const target = { url: remote.url, branch };
  return queue.run<UpdateResult, KeptWriter>(target, signal, place =>
    attemptAll(request, change, place),
  );
}

async function attemptAll(
  request: UpdateRequest,
  change: Change,
  place: Place,
): Promise<UpdateResult> {
  const { attempts = DEFAULT_ATTEMPTS, branch } = request;
  let last: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) {
      await pause(request, attempt);
    }
    try {
      return await attemptOnce({ request, change, place, attempt });
    } catch (error) {
      if (!isLostRace(error)) {
        throw error;
      }
      last = error;
    }
  }
  throw new GitError(
    'non-fast-forward',
    `gave up on branch '${branch}' after ${attempts} attempts: ${
      (last as Error).message
    }`,
    { cause: last },
  );
}

/** The branch moved before the push, or before its head could be read. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof GitError &&
    (error.code === 'non-fast-forward' || error.code === 'commit-not-found')
  );
}

interface Attempt {
  readonly request: UpdateRequest;
  readonly change: Change;
  readonly place: Place;
  readonly attempt: number;
}

async function attemptOnce(current: Attempt): Promise<UpdateResult> {
  const { request, change, place, attempt } = current;
  const { signal } = request;
  const kept = await takeWriter(place, request);
  const writer = kept ?? (await openBranch(request, signal));
  let isKept = false;
  try {
    const { head } = writer;
    const commit = await change(writer.files, { head, attempt, signal });
    const hash = commit && (await writer.commit(commit, signal));
    if (hash !== undefined) {
      const { messages } = await pushSurely(writer, request);
      isKept = keepWriter(place, request, writer);
      return { head: hash, commit: hash, attempts: attempt, messages };
    }
    if (!kept) {
      return { head, commit: undefined, attempts: attempt, messages: [] };
    }
  } finally {
    if (!isKept) await writer.close();
  }
  // Nothing to do on what the writer before has left: others may have gone on.
  return attemptOnce(current);
}

/**
 * Pushes; without an answer it asks the server what came of it, so that a
 * commit which has landed is not made again.
 */
async function pushSurely(
  writer: Writer,
  request: UpdateRequest,
): Promise<Pick<PushResult, 'messages'>> {
  const { push = {}, signal, attempts = DEFAULT_ATTEMPTS } = request;
  let isUnsure = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await writer.push(push, signal);
    } catch (error) {
      const code = error instanceof GitError ? error.code : undefined;
      isUnsure ||= code === 'push-unanswered';
      // The earlier push may have been what made this one come too late.
      const isOpen =
        code === 'push-unanswered' || (isUnsure && code === 'non-fast-forward');
      if (!isOpen || attempt >= attempts) {
        throw error;
      }
      await pause(request, attempt);
      await requireOpen(writer, error, signal);
    }
  }
}

/**
 * Returns when the push should be made (again): the branch has not moved, or
 * has landed, and only other references are left to do.
 */
async function requireOpen(
  writer: Writer,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  switch (await writer.outcome(signal)) {
    case 'moved':
      throw new GitError(
        'non-fast-forward',
        'the branch moved while the push was under way',
        { cause: error },
      );
    case 'unknown':
      throw error;
    default:
  }
}

/** Waits for a random part of a time that grows. */
async function pause(
  { random = Math.random, signal }: Pick<UpdateRequest, 'random' | 'signal'>,
  attempt: number,
): Promise<void> {
  const longest = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
  try {
    await delay(longest * (0.5 + random() / 2), undefined, { signal });
  } catch (error) {
    throw new GitError('aborted', 'ended between two attempts', {
      cause: error,
    });
  }
}
