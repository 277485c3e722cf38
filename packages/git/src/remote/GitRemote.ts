import { readFileSync } from 'fs';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { commitNotFound, readCommit } from '../checkout/checkoutPack';
import { GitError, prefixError } from '../errors';
import { Pack } from '../pack/Pack';
import { fetchPack } from '../protocol/fetchPack';
import { discover, listReferences } from '../protocol/references';
import type { Advertisement, RemoteReference } from '../protocol/references';
import { redactUrl } from '../url';
import { HttpTransport } from './HttpTransport';
import { toGitError } from './networkErrors';
import { DEFAULT_LIMITS } from './options';
import type { GitLimits, RemoteOptions } from './options';
import {
  findReference,
  findVersions,
  formatRevision,
  prefixesOf,
  select,
} from './resolve';
import type { Found, GitReference, Selection } from './resolve';

/** Where a reference points to right now. */
export interface ResolvedReference {
  /** Hash of the commit. */
  readonly hash: string;
  /** `main@sha1:<hash>`, `sha1:<hash>`. */
  readonly revision: string;
  /** Branch that the commit must belong to; only for commit with branch. */
  readonly requiredBranch?: Found;
}

/** Where {@link GitRemote.fetch} puts the pack. */
export interface FetchOptions {
  readonly file: string;
  readonly signal: AbortSignal;
}

/**
 * A repository on a server. Every call ends with its signal, so a deadline is
 * `AbortSignal.timeout(ms)`; all throw {@link GitError}.
 */
export class GitRemote {
  private readonly transport: HttpTransport;
  private readonly limits: Required<GitLimits>;
  private readonly shownUrl: string;
  private advertisement?: Advertisement;

  constructor(options: RemoteOptions) {
    this.transport = new HttpTransport(options);
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.shownUrl = redactUrl(options.url);
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
    const references = await this.wrap(purpose, signal, () =>
      this.references(selection, signal),
    );
    if (references.length === 0) {
      await this.requireCommits(selection, signal);
    }
    if (selection.kind === 'commit') {
      return this.resolveCommit(selection, reference, references);
    }
    if (selection.kind === 'semver') {
      const found = await this.newestOf(
        findVersions(references, selection.range),
        signal,
      );
      return { hash: found.hash, revision: revisionOf(found) };
    }
    try {
      const found = findReference(references, selection);
      return { hash: found.hash, revision: revisionOf(found) };
    } catch (error) {
      throw selection.kind === 'name'
        ? error
        : prefixError(`unable to clone '${this.shownUrl}'`, error);
    }
  }

  /**
   * Fetches the pack of one commit: without history, except where membership in
   * a branch has to be proved, or the server gives commits only with it.
   * @throws GitError - `commit-not-found`, `limit`, and those of the network
   */
  async fetch(
    { hash, requiredBranch }: ResolvedReference,
    { file, signal }: FetchOptions,
  ): Promise<void> {
    const maxBytes = this.limits.packBytes;
    const fetchOf = async (wants: readonly string[], depth?: number) => {
      const advertisement = await this.discover(signal);
      const request = { wants, depth, file, maxBytes };
      await fetchPack(this.transport, advertisement, request, signal);
    };
    const fetchCommit = async () => {
      if (requiredBranch) {
        await fetchOf([requiredBranch.hash]);
        return;
      }
      try {
        await fetchOf([hash], 1);
      } catch (error) {
        if (!(error instanceof GitError && error.code === 'commit-not-found')) {
          throw error;
        }
        await this.fetchWholeHistory(hash, fetchOf, signal);
      }
    };
    try {
      await this.wrap('clone', signal, fetchCommit);
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

  /** For servers that hand out only what their references lead to. */
  private async fetchWholeHistory(
    hash: string,
    fetchOf: (wants: readonly string[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const all = await this.references(
      { kind: 'commit', commit: hash, label: '' },
      signal,
    );
    const heads = all.filter(({ name }) => /^refs\/(heads|tags)\//.test(name));
    if (heads.length === 0) {
      throw new GitError('commit-not-found', 'object not found');
    }
    await fetchOf([...new Set(heads.map(({ hash: want }) => want))]);
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
    selection: Selection,
    signal: AbortSignal,
  ): Promise<readonly RemoteReference[]> {
    const advertisement = await this.discover(signal);
    return advertisement.version === 2
      ? listReferences(
          this.transport,
          prefixesOf(selection),
          this.limits.refBytes,
          signal,
        )
      : advertisement.references;
  }

  private async discover(signal: AbortSignal): Promise<Advertisement> {
    this.advertisement ??= await discover(
      this.transport,
      this.limits.refBytes,
      signal,
    );
    return this.advertisement;
  }

  /** Tells an empty repository from one that only lacks the reference. */
  private async requireCommits(
    selection: Selection,
    signal: AbortSignal,
  ): Promise<void> {
    const all =
      this.advertisement?.version === 2 && prefixesOf(selection).length > 0
        ? await this.wrap('clone', signal, () =>
            this.references({ kind: 'commit', commit: '', label: '' }, signal),
          )
        : [];
    if (all.length === 0) {
      throw new GitError('empty-repository', 'git repository is empty');
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
    const directory = await mkdtemp(join(tmpdir(), 'gitops-tags-'));
    const file = join(directory, 'pack');
    try {
      const wants = [...new Set(candidates.map(({ hash }) => hash))];
      await fetchPack(
        this.transport,
        await this.discover(signal),
        { wants, depth: 1, file, maxBytes: this.limits.packBytes },
        signal,
      );
      const pack = new Pack(readFileSync(file), this.limits.fileBytes);
      return new Map(
        wants.map(hash => [hash, readCommit(pack, hash).committer.timeMs]),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
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

function revisionOf({ label, hash }: Found): string {
  return formatRevision(label, hash);
}
