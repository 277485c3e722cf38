import { ForgeError } from './ForgeError';
import type { CommitRequest, RepositoryAddress } from './types';

/** Most files of one commit. */
const MAX_CHANGES = 500;

/** `acme/fleet`, for messages. */
export function pathOf({ owner, name }: RepositoryAddress): string {
  return `${owner}/${name}`;
}

/** First line and the rest of a message of a commit. */
export function splitMessage(message: string): {
  readonly headline: string;
  readonly body: string;
} {
  const [headline, ...rest] = message.split('\n');
  return { headline, body: rest.join('\n').replace(/^\n+/, '') };
}

/** The bytes of a new content as base64. */
export function toBase64(content: string | Uint8Array): string {
  return Buffer.from(content as string).toString('base64');
}

/** The head is another one than expected. */
export function headMoved(
  what: string,
  expected: string,
  found: string,
): ForgeError {
  return new ForgeError(
    'conflict',
    `${what}: the branch is at ${found}, not at the expected ${expected}: read it again`,
  );
}

/** @throws ForgeError - `invalid`: no change, too many, two of one path, or a path that leaves the repository */
export function requireChanges(what: string, { changes }: CommitRequest): void {
  const problem = problemOf(changes.map(({ path }) => path));
  if (problem) throw new ForgeError('invalid', `${what}: ${problem}`);
}

function problemOf(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return 'there is no change to commit';
  if (paths.length > MAX_CHANGES) {
    return `${paths.length} changes are more than the ${MAX_CHANGES} of one commit`;
  }
  const bad = paths.find(path => !isPath(path));
  if (bad !== undefined) {
    return `"${bad}" is no path of a file below the root of the repository`;
  }
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  return twice === undefined
    ? undefined
    : `the file "${twice}" is changed twice`;
}

function isPath(path: string): boolean {
  return (
    !/[\x00\\]/.test(path) &&
    path
      .split('/')
      .every(
        segment =>
          segment !== '' &&
          segment !== '.' &&
          segment !== '..' &&
          segment.toLowerCase() !== '.git',
      )
  );
}
