import type { CommitObject } from 'isomorphic-git';
import { GitError } from '../errors';
import { loadIsomorphicGit } from './loadIsomorphicGit';
import { MemoryFiles } from './MemoryFiles';

/** Who writes or commits. */
export interface Identity {
  /** May be empty. */
  readonly name?: string;
  readonly email: string;
  /** Milliseconds since the epoch; Git keeps seconds. Default now. */
  readonly timeMs?: number;
  /** East of Greenwich, as shown with the time. Default 0. */
  readonly offsetMinutes?: number;
}

/** What a commit object holds. */
interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Required<Identity>;
  readonly committer: Required<Identity>;
  /** Stays as it is; see {@link cleanMessage}. */
  readonly message: string;
}

const MAX_OFFSET_MINUTES = 14 * 60;
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_NAME_BYTES = 1024;
/** The last second of the year 9999. */
const MAX_TIME_MS = 253_402_300_799_000;
/** Git drops these around a name, and writes the others nowhere in it. */
const CRUD_AROUND = /^[\x00-\x20.,:;<>"\\']+|[\x00-\x20.,:;<>"\\']+$/g;
const CRUD_INSIDE = /[\x00\n<>]/g;

function invalid(message: string): GitError {
  return new GitError('invalid-option', message);
}

function cleanName(text: string, what: string): string {
  if (Buffer.byteLength(text) > MAX_NAME_BYTES) {
    throw invalid(`${what} is longer than ${MAX_NAME_BYTES} bytes`);
  }
  return text.replace(CRUD_AROUND, '').replace(CRUD_INSIDE, '');
}

/**
 * An identity as Git writes it, with all its defaults.
 * @param role - `author` or `committer`, for the message
 * @throws GitError - `invalid-option`: no e-mail address, no valid time
 */
export function completeIdentity(
  role: string,
  { name = '', email, timeMs, offsetMinutes = 0 }: Identity,
  nowMs: number,
): Required<Identity> {
  const address = cleanName(email, `the e-mail address of the ${role}`);
  if (address === '') {
    throw invalid(`the ${role} of a commit needs an e-mail address`);
  }
  const time = timeMs ?? nowMs;
  if (!(time >= 0 && time <= MAX_TIME_MS)) {
    throw invalid(`the time of the ${role} is none that Git can write`);
  }
  if (
    !Number.isInteger(offsetMinutes) ||
    Math.abs(offsetMinutes) > MAX_OFFSET_MINUTES
  ) {
    throw invalid(`the time zone of the ${role} is none that Git can write`);
  }
  return {
    name: cleanName(name, `the name of the ${role}`),
    email: address,
    timeMs: time,
    offsetMinutes,
  };
}

/**
 * A message as `git commit -m` writes it: without spaces at the ends of lines
 * and empty lines around, one empty line at most inside, a line feed at the end;
 * without carriage returns.
 * @param isVerbatim - keeps all but the line feeds around it
 * @throws GitError - `invalid-option`: it is empty, too long, or holds a NUL
 */
export function cleanMessage(message: string, isVerbatim = false): string {
  if (message.includes('\0')) {
    throw invalid('the message of a commit must not hold a NUL');
  }
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES) {
    throw invalid(
      `the message of a commit is longer than ${MAX_MESSAGE_BYTES} bytes`,
    );
  }
  if (isVerbatim && message.trim() !== '') {
    return `${message.replace(/^\n+|\n+$/g, '')}\n`;
  }
  const lines = message.replaceAll('\r', '').split('\n').map(trimLineEnd);
  const kept = lines.filter(
    (line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''),
  );
  const text = kept.join('\n').replace(/^\n+|\n+$/g, '');
  if (text === '') {
    throw invalid('a commit needs a message');
  }
  return `${text}\n`;
}

/** Without the white space of Git at its end; a pattern would be quadratic. */
function trimLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t'.includes(line[end - 1])) {
    end -= 1;
  }
  return line.slice(0, end);
}

/** A person as isomorphic-git takes it: minutes are counted west of Greenwich. */
function toPerson({
  name,
  email,
  timeMs,
  offsetMinutes,
}: Required<Identity>): CommitObject['author'] {
  return {
    name,
    email,
    timestamp: Math.floor(timeMs / 1000),
    timezoneOffset: 0 - offsetMinutes,
  };
}

/**
 * A commit object, made by isomorphic-git.
 * @param signature - armored, over the commit without it
 */
export async function encodeCommit(
  content: CommitContent,
  signature?: string,
): Promise<Buffer> {
  const { tree, parents, author, committer, message } = content;
  const { readObject, writeCommit } = loadIsomorphicGit();
  const repository = { fs: new MemoryFiles(), gitdir: '/repository' };
  const oid = await writeCommit({
    ...repository,
    commit: {
      ...{ tree, message, parent: [...parents] },
      author: toPerson(author),
      committer: toPerson(committer),
      ...(signature === undefined ? {} : { gpgsig: signature }),
    },
  });
  const read = { ...repository, oid, format: 'content' } as const;
  const { object } = await readObject(read);
  return Buffer.from(object as Uint8Array);
}
