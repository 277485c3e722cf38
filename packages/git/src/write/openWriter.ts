import { GitError } from '../errors';
import { createTransport } from '../remote/createTransport';
import { GitRemote } from '../remote/GitRemote';
import { limitsOf } from '../remote/options';
import type { RemoteOptions } from '../remote/options';
import { BaseReader } from './BaseReader';
import { ReceivePack } from './push/ReceivePack';
import { branchReference } from './refspec';
import { Writer } from './Writer';
import { secretsOf } from './writerOptions';
import type { BranchWriter, WriterOptions } from './writerOptions';

/** A commit to start from. */
interface Start {
  readonly hash: string;
  /** Annotated tag that leads to it. */
  readonly want?: string;
}

/** @returns undefined for the first commit of a repository */
async function findStart(
  { remote, branch, from, restart = false }: WriterOptions,
  references: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Start | undefined> {
  const head = references.get(branchReference(branch));
  if (head !== undefined && !restart) {
    return { hash: head };
  }
  if (references.size === 0) {
    return undefined;
  }
  if (from === undefined) {
    throw new GitError(
      'reference-not-found',
      `the repository has no branch '${branch}', and nothing says where it would start`,
    );
  }
  return resolve(remote, from, signal);
}

async function resolve(
  remote: RemoteOptions,
  from: NonNullable<WriterOptions['from']>,
  signal: AbortSignal,
): Promise<Start> {
  const git = new GitRemote(remote);
  try {
    return await git.resolve(from, signal);
  } finally {
    await git.close();
  }
}

/** Does what {@link openWriter} says. */
export async function openBranch(
  options: WriterOptions,
  signal: AbortSignal,
): Promise<Writer> {
  const { remote, branch } = options;
  branchReference(branch);
  const transport = createTransport(remote);
  const reader = await BaseReader.open(remote, signal).catch(async error => {
    await transport.close();
    throw error;
  });
  reader.start();
  try {
    const openService = (ending: AbortSignal) =>
      ReceivePack.open(
        {
          transport,
          maxReferenceBytes: limitsOf(remote).refBytes,
          secrets: secretsOf(remote),
        },
        ending,
      );
    const service = await openService(signal);
    const start = await findStart(options, service.references, signal);
    const tree = start && (await reader.fetchCommit(start.hash, start.want));
    const base =
      tree === undefined ? undefined : { hash: start?.hash ?? '', tree };
    const connection = { transport, reader, openService };
    return new Writer(options, connection, service, base);
  } catch (error) {
    await reader.close();
    await transport.close();
    throw error;
  }
}

/**
 * Reads the head of a branch to change it. A branch that does not exist starts
 * at `from`; in an empty repository with its first commit.
 * @param signal - ends this, and all reading of files that follows
 * @throws GitError - `reference-not-found`, `invalid-option`, and those of the
 *   network; `authorization`: the credentials may not push
 */
export async function openWriter(
  options: WriterOptions,
  signal: AbortSignal,
): Promise<BranchWriter> {
  return openBranch(options, signal);
}
