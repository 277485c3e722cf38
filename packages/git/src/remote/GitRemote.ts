import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { commitNotFound } from '../checkout/CommitTree';
import { readTransferredCommit } from '../checkout/readTransferredCommit';
import { GitError, prefixError } from '../errors';
import { parseRange } from '../semver/selectTags';
import { redactUrl } from '../url';
import { listBlobs } from '../sparse/listBlobs';
import { createTransport } from './createTransport';
import { fetchCommit } from './fetchCommit';
import type { FetchTools, WantedCommit } from './fetchCommit';
import type { GitTransport } from './GitTransport';
import { toGitError } from './networkErrors';
import { limitsOf } from './options';
import type { GitLimits, RemoteOptions } from './options';
import type { RemoteReference } from './protocol/readAdvertisement';
import { UploadPack } from './protocol/UploadPack';
import { referenceLists } from './ReferenceLists';
import {
  findReference,
  findVersions,
  formatRevision,
  prefixOf,
  select,
} from './resolve';
import type { Found, GitReference, Selection } from './resolve';
import { Transfer } from './Transfer';

/** Where a reference points to right now. */
export interface ResolvedReference {
  /** Hash of the commit. */
  readonly hash: string;
  /** `main@sha1:<hash>`, `sha1:<hash>`. */
  readonly revision: string;
  /** What to ask the server for, if not `hash`: the tag that points to it. */
  readonly want?: string;
  /** Branch that the commit must belong to; only for commit with branch. */
  readonly requiredBranch?: Found;
}

/** Where {@link GitRemote.fetch} puts what the server sends. */
export interface FetchOptions {
  /** Existing directory; `checkoutCommit` takes it as its `transfer`. */
  readonly transfer: string;
  readonly signal: AbortSignal;
  /** Directories whose files are wanted, `/` between names; all when undefined. */
  readonly sparse?: readonly string[];
}

/**
 * A repository on a server. Every call ends with its signal, so a deadline is
 * `AbortSignal.timeout(ms)`; all throw {@link GitError}.
 */
export class GitRemote {
  private readonly transport: GitTransport;
  /** The service as it was started last. */
  private service: UploadPack | undefined;
  private readonly limits: Required<GitLimits>;
  private readonly shownUrl: string;
  private readonly workDirectory: string;
  private readonly readCommit: NonNullable<RemoteOptions['readCommit']>;
  private readonly listBlobs: NonNullable<RemoteOptions['listBlobs']>;

  constructor(options: RemoteOptions) {
    this.transport = createTransport(options);
    this.limits = limitsOf(options);
    this.shownUrl = redactUrl(options.url);
    this.workDirectory = options.workDirectory ?? tmpdir();
    this.readCommit = options.readCommit ?? readTransferredCommit;
    this.listBlobs = options.listBlobs ?? listBlobs;
  }

  /**
   * Finds the commit that a reference stands for now.
   * @param purpose - how a failure to reach the server is called: `unable to
   *   clone` or, where only news was asked for, `unable to list remote for`
   * @throws GitError - `reference-not-found`, `empty-repository`, and those of the network
   */
  async resolve(
    reference: GitReference | undefined,
    signal: AbortSignal,
    purpose: 'clone' | 'list' = 'clone',
  ): Promise<ResolvedReference> {
    const selection = select(reference);
    if (selection.kind === 'semver') {
      // A range that is none is told before the server is asked, as in Flux.
      parseRange(selection.range);
    }
    const references = await this.wrap(purpose, signal, () =>
      this.references(prefixOf(selection), signal),
    );
    if (references.length === 0) {
      await this.requireCommits(selection, signal);
    }
    if (selection.kind === 'commit') {
      return this.resolveCommit(selection, reference, references);
    }
    if (selection.kind === 'semver') {
      return toResolved(
        await this.findVersion(references, selection.range, signal),
      );
    }
    try {
      const found = findReference(references, selection);
      return toResolved(found);
    } catch (error) {
      throw selection.kind === 'name'
        ? error
        : prefixError(`unable to clone '${this.shownUrl}'`, error);
    }
  }

  /**
   * Fetches one commit: without history and without the files beside those of
   * `sparse`, where the server can leave them out.
   * @throws GitError - `commit-not-found`, `limit`, and those of the network
   */
  async fetch(
    { hash, want = hash, requiredBranch }: ResolvedReference,
    { transfer, signal, sparse }: FetchOptions,
  ): Promise<void> {
    const commit: WantedCommit = {
      hash,
      want,
      ...(requiredBranch ? { branchHead: requiredBranch.hash } : {}),
      ...(sparse ? { sparse } : {}),
    };
    try {
      await this.wrap('clone', signal, () =>
        fetchCommit(commit, this.toolsFor(transfer, signal)),
      );
    } catch (error) {
      throw error instanceof GitError && error.code === 'commit-not-found'
        ? commitNotFound(hash)
        : error;
    }
  }

  /** Closes the connections; the remote can't be used again. */
  async close(): Promise<void> {
    await this.transport.close();
  }

  /** The service, started anew where it has ended or failed. */
  private async start(signal: AbortSignal): Promise<UploadPack> {
    if (!this.service?.isUsable) {
      const { transport, limits } = this;
      this.service = await UploadPack.start(transport, limits, signal);
    }
    return this.service;
  }

  private toolsFor(directory: string, signal: AbortSignal): FetchTools {
    const { limits } = this;
    return {
      directory,
      maxBytes: limits.packBytes,
      signal,
      start: () => this.start(signal),
      readCommit: request => this.readCommit({ ...request, limits }, signal),
      listBlobs: request => this.listBlobs({ ...request, limits }, signal),
    };
  }

  private resolveCommit(
    selection: Extract<Selection, { kind: 'commit' }>,
    reference: GitReference | undefined,
    references: readonly RemoteReference[],
  ): ResolvedReference {
    const { commit, label } = selection;
    if (!/^[0-9a-f]{40}$/.test(commit)) {
      throw commitNotFound(commit);
    }
    const revision = formatRevision(label, commit);
    if (!reference?.branch) {
      return { hash: commit, revision };
    }
    try {
      const requiredBranch = findReference(references, {
        kind: 'branch',
        branch: reference.branch,
      });
      return { hash: commit, revision, requiredBranch };
    } catch (error) {
      throw prefixError(`unable to clone '${this.shownUrl}'`, error);
    }
  }

  private async references(
    prefix: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly RemoteReference[]> {
    const { url } = this.transport;
    if (this.transport.endsAnswers && referenceLists.isShort(url)) {
      const references = await this.wholeShortList(signal);
      if (references) {
        return references.filter(({ name }) => name.startsWith(prefix ?? ''));
      }
    }
    const service = await this.start(signal);
    const references = await service.listReferences(prefix, signal);
    referenceLists.assumeShort(url);
    return references;
  }

  /** @returns undefined when the list has turned out to be long */
  private async wholeShortList(
    signal: AbortSignal,
  ): Promise<readonly RemoteReference[] | undefined> {
    const { transport } = this;
    const refBytes = Math.min(referenceLists.shortBytes, this.limits.refBytes);
    try {
      const limits = { refBytes };
      const service = await UploadPack.start(transport, limits, signal, 0);
      return await service.listReferences(undefined, signal);
    } catch (error) {
      if (error instanceof GitError && error.code === 'limit') {
        referenceLists.noteLong(transport.url);
        return undefined;
      }
      throw error;
    }
  }

  /** Tells an empty repository from one that only lacks the reference. */
  private async requireCommits(
    selection: Selection,
    signal: AbortSignal,
  ): Promise<void> {
    const all =
      prefixOf(selection) !== undefined
        ? await this.wrap('clone', signal, () =>
            this.references(undefined, signal),
          )
        : [];
    if (all.length === 0) {
      throw new GitError('empty-repository', 'git repository is empty');
    }
  }

  private async findVersion(
    references: readonly RemoteReference[],
    range: string,
    signal: AbortSignal,
  ): Promise<Found> {
    try {
      const candidates = await findVersions(references, range, signal);
      return await this.newestOf(candidates, signal);
    } catch (error) {
      throw toGitError(error, signal);
    }
  }

  /** Of equal versions, the one whose commit is the youngest. */
  private async newestOf(
    candidates: readonly Found[],
    signal: AbortSignal,
  ): Promise<Found> {
    if (candidates.length === 1) {
      return candidates[0];
    }
    const times = await this.wrap('clone', signal, () =>
      this.commitTimes(candidates, signal),
    );
    return candidates.reduce((best, next) =>
      (times.get(next.hash) ?? 0) >= (times.get(best.hash) ?? 0) ? next : best,
    );
  }

  private async commitTimes(
    candidates: readonly Found[],
    signal: AbortSignal,
  ): Promise<Map<string, number>> {
    const transfer = await mkdtemp(join(this.workDirectory, 'tags-'));
    const { packBytes } = this.limits;
    const target = new Transfer(transfer, packBytes);
    const times = new Map<string, number>();
    try {
      for (const { hash, want = hash } of candidates) {
        if (!times.has(hash)) {
          const service = await this.start(signal);
          await target.fetch(service, { wants: [want], depth: 1 }, signal);
          const { committer } = await this.readCommit(
            { transfer, commit: hash, limits: this.limits },
            signal,
          );
          times.set(hash, committer.timeMs);
        }
      }
      return times;
    } finally {
      await rm(transfer, { recursive: true, force: true });
    }
  }

  private async wrap<T>(
    purpose: 'clone' | 'list',
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const prefix =
        purpose === 'clone' ? 'unable to clone' : 'unable to list remote for';
      throw prefixError(
        `${prefix} '${this.shownUrl}'`,
        toGitError(error, signal),
      );
    }
  }
}

function toResolved({ label, ...target }: Found): ResolvedReference {
  return { ...target, revision: formatRevision(label, target.hash) };
}
