import type { PushedCommit } from './steps/updateSource';

const SHORT_HASH = 7;

/** What the event of a push says: where to, and the message of the commit. */
export function describePush(
  { hash, message }: PushedCommit,
  branch: string,
  refspecs: readonly string[],
): string {
  const to =
    refspecs.length > 0 ? ` and refspecs '${refspecs.join("', '")}'` : '';
  const summary = `pushed commit '${hash.slice(
    0,
    SHORT_HASH,
  )}' to branch '${branch}'${to}`;
  return message === '' ? summary : `${summary}\n${message}`;
}
