import { GitError, prefixError } from '../errors';
import { EMPTY_TREE } from '../pack/objectTypes';
import type { GitTransport } from '../remote/GitTransport';
import { limitsOf } from '../remote/options';
import { parseRepositoryUrl, redactUrl } from '../url';
import type { BaseReader } from './BaseReader';
import { cleanMessage, completeIdentity, encodeCommit } from './encodeCommit';
import { createObject } from './GitObject';
import type { GitObject } from './GitObject';
import { leadsTo } from './history';
import { planPush, unprovenHashes } from './planPush';
import type { PushState } from './planPush';
import type { ReceivePack, ReferenceUpdate } from './push/ReceivePack';
import { rejectionOf } from './push/rejection';
import { branchReference } from './refspec';
import { TreeFiles } from './TreeFiles';
import { DEFAULT_CHANGED_BYTES, secretsOf } from './writerOptions';
import type {
  BranchWriter,
  NewCommit,
  PushOptions,
  PushResult,
  WriterOptions,
} from './writerOptions';

/** Longest push option. */
const MAX_OPTION_BYTES = 1024;

/** A commit to build on. */
interface Base {
  readonly hash: string;
  readonly tree: string;
}

/** The ways of a writer to its repository. */
interface WriterConnection {
  readonly transport: GitTransport;
  readonly reader: BaseReader;
  /** Asks the server for its references anew. */
  readonly openService: (signal: AbortSignal) => Promise<ReceivePack>;
}

/** What became of a push whose answer was lost. */
type PushOutcome =
  /** The reference leads to the commit. */
  | 'landed'
  /** The reference is where it was before. */
  | 'unchanged'
  /** The reference leads somewhere else. */
  | 'moved'
  | 'unknown';

/**
 * Changes one branch of a repository: its files, commits of them, and the push.
 * Nothing is written to disk, and nothing on the server changes before
 * {@link Writer.push}. Opened by {@link openWriter}; must be closed.
 */
export class Writer implements BranchWriter {
  /** The files of the head, as changed so far. */
  readonly files: TreeFiles;
  private readonly branch: string;
  private readonly objects = new Map<string, GitObject>();
  private readonly sent = new Set<string>();
  private readonly lineage = new Set<string>();
  /** As read, and as changed by pushes from here: the leases. */
  private references: Map<string, string>;
  /** Of the last push, while it has no answer. */
  private unanswered: readonly ReferenceUpdate[] = [];
  private currentHead: string | undefined;
  private tree: string;

  /** Use {@link openWriter}. */
  constructor(
    private readonly options: WriterOptions,
    private readonly connection: WriterConnection,
    private service: ReceivePack,
    private readonly base: Base | undefined,
  ) {
    const { changedBytes = DEFAULT_CHANGED_BYTES } = options;
    const { fileBytes, files } = limitsOf(options.remote);
    const limits = { fileBytes, files, changedBytes };
    this.branch = branchReference(options.branch);
    this.references = new Map(service.references);
    this.currentHead = base?.hash;
    this.tree = base?.tree ?? EMPTY_TREE;
    this.files = new TreeFiles(connection.reader, base?.tree, limits);
    if (base) {
      this.lineage.add(base.hash);
    }
  }

  /** Newest commit: the one that was read, or the last that was made here. */
  get head(): string | undefined {
    return this.currentHead;
  }

  /** Where the branch was on the server; undefined when it did not exist. */
  get remoteHead(): string | undefined {
    return this.references.get(this.branch);
  }

  /**
   * Commits the files as they are now.
   * @returns its hash; undefined when nothing has changed
   * @throws GitError - `invalid-option`, `signing-key`
   */
  async commit(
    commit: NewCommit,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { tree, objects } = await this.files.build(signal);
    if (tree === this.tree && !commit.allowEmpty) {
      return undefined;
    }
    const nowMs = (this.options.now ?? Date.now)();
    const { author, committer = author, signer } = commit;
    const content = {
      tree,
      parents: this.currentHead === undefined ? [] : [this.currentHead],
      author: completeIdentity('author', author, nowMs),
      committer: completeIdentity('committer', committer, nowMs),
      message: cleanMessage(commit.message, commit.isVerbatim),
    };
    const signature = await signer?.sign(await encodeCommit(content));
    const bytes = await encodeCommit(content, signature);
    const object = await createObject('commit', bytes);
    for (const added of [...objects, object]) {
      if (!this.sent.has(added.hash)) {
        this.objects.set(added.hash, added);
      }
    }
    this.tree = tree;
    this.currentHead = object.hash;
    this.lineage.add(object.hash);
    return object.hash;
  }

  /**
   * Pushes the commits, each reference only if it is still where it was when
   * it was read.
   * @throws GitError - `non-fast-forward`, `protected-branch`, `hook-declined`,
   *   `authorization`, `push-rejected`, `push-unanswered`, `unsupported`,
   *   `invalid-option`, and those of the network
   */
  async push(options: PushOptions, signal: AbortSignal): Promise<PushResult> {
    const refspecs = options.refspecs ?? [`HEAD:${this.branch}`];
    try {
      await this.proveLineage(refspecs, options);
      const updates = planPush(this.state(), refspecs, options);
      return updates.length === 0
        ? { updates, messages: [] }
        : await this.send(updates, options, signal);
    } catch (error) {
      const shown = redactUrl(this.options.remote.url);
      throw prefixError(`unable to push to '${shown}'`, error);
    }
  }

  /**
   * Asks the server what became of a push that it has not answered. What has
   * landed is not pushed again.
   */
  async outcome(signal: AbortSignal): Promise<PushOutcome> {
    this.service = await this.connection.openService(signal);
    const found: PushOutcome[] = [];
    for (const update of this.unanswered) {
      const outcome = await this.outcomeOf(update);
      found.push(outcome);
      if (outcome === 'landed') {
        this.note(update);
      }
    }
    const order = ['moved', 'unknown', 'unchanged'] as const;
    return order.find(outcome => found.includes(outcome)) ?? 'landed';
  }

  /** Lets another signal end the reading of files. */
  renew(signal: AbortSignal): void {
    this.connection.reader.renew(signal);
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.connection.transport.close();
    await this.connection.reader.close();
  }

  private async outcomeOf(update: ReferenceUpdate): Promise<PushOutcome> {
    const { name, oldHash: before, newHash: target } = update;
    const now = this.service.references.get(name);
    if (now === target) {
      return 'landed';
    }
    if (now === before) {
      return 'unchanged';
    }
    if (now === undefined || target === undefined) {
      return 'moved';
    }
    // Somebody may have gone on from what has landed.
    const stop = before === undefined ? {} : { stop: before };
    const question = { head: now, target, ...stop };
    const hasLanded = await leadsTo(this.connection.reader, question);
    if (hasLanded === undefined) {
      return 'unknown';
    }
    return hasLanded ? 'landed' : 'moved';
  }

  private state(): PushState {
    const { branch, remoteHead, head, lineage, references } = this;
    return { branch, lease: remoteHead, head, lineage, references };
  }

  /** Asks the server whether the base leads to what would be replaced. */
  private async proveLineage(
    refspecs: readonly string[],
    options: PushOptions,
  ): Promise<void> {
    const { base } = this;
    if (!base) {
      return;
    }
    for (const hash of unprovenHashes(this.state(), refspecs, options)) {
      const question = { head: base.hash, target: hash };
      if (await leadsTo(this.connection.reader, question)) {
        this.lineage.add(hash);
      }
    }
  }

  private async send(
    updates: readonly ReferenceUpdate[],
    options: PushOptions,
    signal: AbortSignal,
  ): Promise<PushResult> {
    if (parseRepositoryUrl(this.options.remote.url).scheme === 'ssh') {
      // The service has ended, or its connection was idle for long.
      this.service = await this.connection.openService(signal);
    }
    const canBeAtomic = this.service.has('atomic');
    const { atomic = updates.length > 1 && canBeAtomic } = options;
    const command = {
      updates,
      objects: [...this.objects.values()],
      options: this.optionsOf(options),
      isAtomic: atomic,
    };
    this.unanswered = updates;
    const { report, messages } = await this.service.send(command, signal);
    this.unanswered = [];
    const isDone = ({ name }: ReferenceUpdate) =>
      report.references.get(name) === undefined;
    const done = updates.filter(isDone);
    done.forEach(update => this.note(update));
    if (done.length < updates.length || report.unpack !== 'ok') {
      const secrets = secretsOf(this.options.remote);
      throw rejectionOf({ updates, done, report, messages }, secrets);
    }
    this.objects.forEach(({ hash }) => this.sent.add(hash));
    this.objects.clear();
    return { updates, messages };
  }

  private optionsOf({ options = [], mayDropOptions }: PushOptions): string[] {
    const checked = options.map(requireOption);
    return mayDropOptions && !this.service.has('push-options') ? [] : checked;
  }

  private note({ name, newHash }: ReferenceUpdate): void {
    if (newHash === undefined) {
      this.references.delete(name);
    } else {
      this.references.set(name, newHash);
    }
  }
}

function requireOption(option: string): string {
  if (/[\0\n]/.test(option) || Buffer.byteLength(option) > MAX_OPTION_BYTES) {
    throw new GitError(
      'invalid-option',
      `a push option must be one line of at most ${MAX_OPTION_BYTES} bytes`,
    );
  }
  return option;
}
