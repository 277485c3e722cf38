import { createHash } from 'crypto';
import type { CommitState, ReviewState } from '../types';

/** Why the model refuses; a stand-in says it in the words of its forge. */
export type Refusal =
  | 'missing'
  | 'exists'
  | 'stale'
  | 'nothing'
  | 'conflict'
  | 'closed'
  | 'draft'
  | 'unknown-user';

/** The model refuses what was asked for. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refusal: Refusal, readonly subject: string) {
    super(`${refusal}: ${subject}`);
  }
}

export interface FakeUser {
  readonly login: string;
  readonly name: string;
  /** What a forge that uses numbers or GUIDs calls it. */
  readonly number: number;
  readonly guid: string;
  readonly token: string;
}

type Files = ReadonlyMap<string, Buffer>;

interface FakeCommit {
  readonly hash: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly files: Files;
}

export interface FakeReview {
  readonly user: FakeUser;
  readonly state: ReviewState;
  readonly commit: string;
  readonly at: string;
}

export interface FakeComment {
  readonly id: number;
  readonly user: FakeUser;
  body: string;
}

export interface FakePull {
  readonly number: number;
  readonly author: FakeUser;
  readonly head: string;
  readonly base: string;
  title: string;
  description: string;
  isDraft: boolean;
  state: 'open' | 'closed' | 'merged';
  labels: string[];
  reviewers: FakeUser[];
  mergeCommit: string | undefined;
  /** Head at the time of the merge. */
  mergedHead: string | undefined;
  readonly reviews: FakeReview[];
  readonly comments: FakeComment[];
}

interface FakeStatus {
  readonly context: string;
  readonly state: CommitState;
  readonly description: string;
  readonly url: string;
}

interface FakeHook {
  readonly id: number;
  url: string;
  secret: string;
  events: string[];
}

interface FakeKey {
  readonly id: number;
  readonly title: string;
  readonly key: string;
  readonly isReadOnly: boolean;
}

/** New contents by path; nothing for one to remove. */
export type Edits = ReadonlyMap<string, Buffer | undefined>;

export interface Difference {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'removed';
}

const sha1 = (text: string | Buffer) =>
  createHash('sha1').update(text).digest('hex');

/** One repository with its pull requests, kept in memory; what stand-ins of forges show. */
export class FakeRepository {
  readonly commits = new Map<string, FakeCommit>();
  readonly branches = new Map<string, string>();
  readonly pulls: FakePull[] = [];
  readonly statuses = new Map<string, FakeStatus[]>();
  readonly hooks: FakeHook[] = [];
  readonly keys: FakeKey[] = [];
  readonly labels: string[] = [];
  #last = 0;

  constructor(
    readonly owner: string,
    readonly name: string,
    readonly users: readonly FakeUser[],
    files: Readonly<Record<string, string>>,
  ) {
    const edits = Object.entries(files).map(
      ([path, text]) => [path, Buffer.from(text)] as const,
    );
    this.branches.set('main', this.#write([], new Map(edits), 'Begin'));
  }

  nextId(): number {
    this.#last += 1;
    return this.#last;
  }

  user(is: (user: FakeUser) => boolean): FakeUser {
    const found = this.users.find(is);
    if (!found) throw new RefusedError('unknown-user', 'user');
    return found;
  }

  #write(parents: readonly string[], files: Files, message: string): string {
    const texts = [...files].map(([path, bytes]) => `${path} ${sha1(bytes)}`);
    const hash = sha1(
      JSON.stringify([parents, texts.sort(), message, this.nextId()]),
    );
    this.commits.set(hash, { hash, parents, message, files });
    return hash;
  }

  /** Commit of a branch or a hash. */
  commitAt(ref: string): FakeCommit {
    const commit = this.commits.get(this.branches.get(ref) ?? ref);
    if (!commit) throw new RefusedError('missing', `ref ${ref}`);
    return commit;
  }

  head(branch: string): string {
    const head = this.branches.get(branch);
    if (!head) throw new RefusedError('missing', `branch ${branch}`);
    return head;
  }

  createBranch(name: string, hash: string): void {
    if (this.branches.has(name)) throw new RefusedError('exists', name);
    if (!this.commits.has(hash)) throw new RefusedError('missing', hash);
    this.branches.set(name, hash);
  }

  deleteBranch(name: string): void {
    this.head(name);
    this.branches.delete(name);
  }

  fileAt(path: string, ref: string): Buffer {
    const content = this.commitAt(ref).files.get(path);
    if (!content) throw new RefusedError('missing', `file ${path}`);
    return content;
  }

  /** The commit that changed a file last. */
  lastChange(path: string, ref: string): string {
    const commit = this.commitAt(ref);
    const [parent] = commit.parents;
    if (parent === undefined) return commit.hash;
    const [now, before] = [commit, this.commitAt(parent)].map(({ files }) =>
      files.get(path),
    );
    const isSame = now && before ? now.equals(before) : now === before;
    return isSame ? this.lastChange(path, parent) : commit.hash;
  }

  /** @param expectedHead - what the branch must be at */
  commit(
    branch: string,
    edits: Edits,
    message: string,
    expectedHead = this.head(branch),
  ): FakeCommit {
    const head = this.head(branch);
    if (head !== expectedHead) throw new RefusedError('stale', head);
    const files = new Map(this.commitAt(head).files);
    for (const [path, content] of edits) {
      if (content) files.set(path, content);
      else if (!files.delete(path)) throw new RefusedError('missing', path);
    }
    const hash = this.#write([head], files, message);
    this.branches.set(branch, hash);
    return this.commitAt(hash);
  }

  #ancestors(hash: string): string[] {
    const found = new Set<string>();
    const queue = [hash];
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (!found.has(next)) {
        found.add(next);
        queue.push(...this.commitAt(next).parents);
      }
    }
    return [...found];
  }

  mergeBase(base: string, head: string): string {
    const ofBase = new Set(this.#ancestors(base));
    const found = this.#ancestors(head).find(hash => ofBase.has(hash));
    if (!found) throw new RefusedError('nothing', 'no common commit');
    return found;
  }

  /** Commits of head that base lacks, newest first. */
  commitsBetween(base: string, head: string): string[] {
    const ofBase = new Set(this.#ancestors(this.commitAt(base).hash));
    return this.#ancestors(this.commitAt(head).hash).filter(
      hash => !ofBase.has(hash),
    );
  }

  difference(from: string, to: string): Difference[] {
    const [before, after] = [from, to].map(ref => this.commitAt(ref).files);
    const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
    return paths.flatMap((path): Difference[] => {
      const [old, now] = [before.get(path), after.get(path)];
      if (old && !now) return [{ path, change: 'removed' }];
      if (!old) return [{ path, change: 'added' }];
      return now && old.equals(now) ? [] : [{ path, change: 'modified' }];
    });
  }

  /** Since the newest common commit. */
  compared(base: string, head: string): Difference[] {
    const [from, to] = [base, head].map(ref => this.commitAt(ref).hash);
    return this.difference(this.mergeBase(from, to), to);
  }

  pull(number: number): FakePull {
    const pull = this.pulls.find(candidate => candidate.number === number);
    if (!pull) throw new RefusedError('missing', `pull ${number}`);
    return pull;
  }

  headOf(pull: FakePull): string {
    return pull.mergedHead ?? this.branches.get(pull.head) ?? '0'.repeat(40);
  }

  openPull(
    fields: Pick<FakePull, 'author' | 'head' | 'base' | 'title'> &
      Partial<FakePull>,
  ): FakePull {
    const { head, base } = fields;
    [head, base].forEach(branch => this.head(branch));
    const isThere = this.pulls.some(
      pull => pull.state === 'open' && pull.head === head && pull.base === base,
    );
    if (isThere) throw new RefusedError('exists', `pull ${head} ${base}`);
    if (this.commitsBetween(base, head).length === 0) {
      throw new RefusedError('nothing', `between ${base} and ${head}`);
    }
    const pull: FakePull = {
      ...{ description: '', isDraft: false, state: 'open' },
      ...{ labels: [], reviewers: [], reviews: [], comments: [] },
      ...{ mergeCommit: undefined, mergedHead: undefined },
      ...fields,
      number: this.pulls.length + 1,
    };
    this.pulls.push(pull);
    return pull;
  }

  /** What a merge would make of the base's files. */
  #merged(pull: FakePull): Files {
    const [base, head] = [this.head(pull.base), this.headOf(pull)];
    const common = this.mergeBase(base, head);
    const theirs = new Set(
      this.difference(common, base).map(({ path }) => path),
    );
    const files = new Map(this.commitAt(base).files);
    for (const { path } of this.difference(common, head)) {
      const content = this.commitAt(head).files.get(path);
      const now = files.get(path);
      const isSame = content && now ? content.equals(now) : content === now;
      if (theirs.has(path) && !isSame) throw new RefusedError('conflict', path);
      if (content) files.set(path, content);
      else files.delete(path);
    }
    return files;
  }

  merge(
    pull: FakePull,
    method: 'merge' | 'squash' | 'rebase',
    expectedHead: string | undefined,
    message = `Merge ${pull.head}`,
  ): string {
    if (pull.state !== 'open') throw new RefusedError('closed', pull.state);
    if (pull.isDraft) throw new RefusedError('draft', String(pull.number));
    const [base, head] = [this.head(pull.base), this.headOf(pull)];
    if (expectedHead !== undefined && expectedHead !== head) {
      throw new RefusedError('stale', head);
    }
    const parents = method === 'merge' ? [base, head] : [base];
    const hash = this.#write(parents, this.#merged(pull), message);
    this.branches.set(pull.base, hash);
    Object.assign(pull, {
      ...{ state: 'merged', mergeCommit: hash, mergedHead: head },
    });
    return hash;
  }

  /** Newest first, as they were set. */
  statusesOf(hash: string): FakeStatus[] {
    return [...(this.statuses.get(this.commitAt(hash).hash) ?? [])].reverse();
  }

  /** Newest of each context. */
  latestStatuses(hash: string): FakeStatus[] {
    const seen = new Set<string>();
    return this.statusesOf(hash).filter(
      ({ context }) => !seen.has(context) && seen.add(context),
    );
  }

  setStatus(ref: string, status: FakeStatus): void {
    const { hash } = this.commitAt(ref);
    this.statuses.set(hash, [...(this.statuses.get(hash) ?? []), status]);
  }

  addComment(pull: FakePull, user: FakeUser, body: string): FakeComment {
    const comment = { id: this.nextId(), user, body };
    pull.comments.push(comment);
    return comment;
  }

  comment(id: number): FakeComment {
    const found = this.pulls
      .flatMap(({ comments }) => comments)
      .find(comment => comment.id === id);
    if (!found) throw new RefusedError('missing', `comment ${id}`);
    return found;
  }

  addKey(title: string, key: string, isReadOnly: boolean): FakeKey {
    const plain = key.trim().split(/\s+/).slice(0, 2).join(' ');
    if (this.keys.some(other => other.key === plain)) {
      throw new RefusedError('exists', 'key');
    }
    const made = { id: this.nextId(), title, key: plain, isReadOnly };
    this.keys.push(made);
    return made;
  }

  /** Takes one with an id out of a list. */
  remove<T extends { readonly id: number }>(list: T[], id: number): void {
    const index = list.findIndex(item => item.id === id);
    if (index < 0) throw new RefusedError('missing', String(id));
    list.splice(index, 1);
  }
}
