import { mkdir, rm } from 'fs/promises';
import { join } from 'path';
import { GitError } from '../errors';
import type { BlobsRequest, CommitRequest } from './options';
import type { PackRequest, UploadPack } from './protocol/UploadPack';
import { Transfer } from './Transfer';

/** Contents asked for in one request: half a megabyte of hashes. */
const BLOBS_OF_REQUEST = 10_000;

/** A commit to fetch. */
export interface WantedCommit {
  readonly hash: string;
  /** The tag that points to it, where a server may give only that. */
  readonly want: string;
  /** Head of a branch that the commit must belong to. */
  readonly branchHead?: string;
  /** Directories to fetch the files of; all when undefined. */
  readonly sparse?: readonly string[];
}

/** What {@link fetchCommit} works with. */
export interface FetchTools {
  /** Existing directory for the packs. */
  readonly directory: string;
  /** Bytes of all packs. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** The service, started anew where it has ended or failed. */
  start(): Promise<UploadPack>;
  /** Both read a transfer, in a worker or in this thread. */
  readCommit(request: Omit<CommitRequest, 'limits'>): Promise<unknown>;
  listBlobs(request: Omit<BlobsRequest, 'limits'>): Promise<string[]>;
}

function isNotFound(error: unknown): boolean {
  return error instanceof GitError && error.code === 'commit-not-found';
}

/** Whether it names the root, and with it everything. */
function isWhole(sparse: readonly string[] | undefined): boolean {
  return !sparse || sparse.some(path => /^(\.?\/)*\.?$/.test(path));
}

/**
 * Fetches what a checkout of one commit needs, and as little else as the server
 * can leave out: no history, no files beside the wanted directories.
 * @throws GitError - `commit-not-found`, `limit`, and those of the network
 */
export async function fetchCommit(
  commit: WantedCommit,
  tools: FetchTools,
): Promise<void> {
  const { directory, maxBytes, signal } = tools;
  const transfer = new Transfer(directory, maxBytes);
  const service = await tools.start();
  if (commit.branchHead !== undefined) {
    if (!service.canFilter) {
      await transfer.fetch(service, { wants: [commit.branchHead] }, signal);
      return;
    }
    await requireInHistory(service, commit, tools);
  }
  try {
    await fetchTree(transfer, commit, tools);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await fetchReferences(transfer, tools);
  }
}

/**
 * Fetches the commits of a branch, without their trees, to see whether one is
 * among them; nothing of that stays.
 */
async function requireInHistory(
  service: UploadPack,
  { hash, branchHead = '' }: WantedCommit,
  { directory, maxBytes, signal, readCommit }: FetchTools,
): Promise<void> {
  const history = join(directory, 'history');
  await mkdir(history);
  try {
    const transfer = new Transfer(history, maxBytes);
    const request: PackRequest = { wants: [branchHead], filter: 'tree:0' };
    await transfer.fetch(service, request, signal);
    await readCommit({ transfer: history, commit: hash });
  } finally {
    await rm(history, { recursive: true, force: true });
  }
}

async function fetchTree(
  transfer: Transfer,
  { hash, want, sparse }: WantedCommit,
  tools: FetchTools,
): Promise<void> {
  const { signal } = tools;
  const service = await tools.start();
  const request = { wants: [want], depth: 1 };
  if (!sparse || isWhole(sparse) || !service.canFilter) {
    await transfer.fetch(service, request, signal);
    return;
  }
  await transfer.fetch(service, { ...request, filter: 'blob:none' }, signal);
  const blobs = await tools.listBlobs({
    transfer: tools.directory,
    commit: hash,
    directories: sparse,
  });
  try {
    for (let at = 0; at < blobs.length; at += BLOBS_OF_REQUEST) {
      const wants = blobs.slice(at, at + BLOBS_OF_REQUEST);
      await transfer.fetch(await tools.start(), { wants }, signal);
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // It leaves files out, and does not give single ones.
    await transfer.fetch(await tools.start(), request, signal);
  }
}

/** For servers that hand out only what their references lead to. */
async function fetchReferences(
  transfer: Transfer,
  { start, signal }: FetchTools,
): Promise<void> {
  const service = await start();
  const references = await service.listReferences('refs/', signal);
  const wants = references
    .filter(({ name }) => /^refs\/(heads|tags)\//.test(name))
    .map(({ hash }) => hash);
  if (wants.length === 0) {
    throw new GitError('commit-not-found', 'object not found');
  }
  await transfer.fetch(service, { wants: [...new Set(wants)] }, signal);
}
