import { ForgeError } from '../ForgeError';
import type { ForgeRequest, Query } from '../http/ForgeHttp';
import { headMoved } from '../messages';
import { RestRepository } from '../RestRepository';
import { sortBy } from '../sorting';
import type {
  ChangedFile,
  Comment,
  ForgeCall,
  MergeRequest,
  NewPullRequest,
  PullRequest,
  PullRequestFields,
  PullRequestFilter,
  Review,
} from '../types';
import {
  STRATEGIES,
  toChangedFile,
  toComment,
  toPullRequest,
  toReviewer,
  toReviews,
} from './mapping';
import type {
  CommentWire,
  CommitWire,
  DiffStatWire,
  PageWire,
  PullWire,
} from './wire';

/** Items of a page: the most that every list gives. */
const PAGE_LENGTH = 50;
const STATES: Readonly<
  Record<NonNullable<PullRequestFilter['state']>, readonly string[]>
> = {
  open: ['OPEN'],
  merged: ['MERGED'],
  closed: ['DECLINED', 'SUPERSEDED'],
  all: ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'],
};

/** A text of a filter. */
const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Pull requests of a repository of Bitbucket Cloud. */
export class BitbucketPullRequests extends RestRepository {
  /** `/repositories/acme/fleet` */
  protected get root(): string {
    const { owner, name } = this.address;
    const parts = [owner, name].map(encodeURIComponent);
    return `/repositories/${parts.join('/')}`;
  }

  #path(number: number, rest = ''): string {
    return `${this.root}/pullrequests/${number}${rest}`;
  }

  /** All pages; of the address of the next one only its query counts. */
  protected async pages<Wire, Item>(
    request: ForgeRequest,
    map: (wire: Wire) => Item,
  ): Promise<Item[]> {
    let query: Query = { ...request.query, pagelen: PAGE_LENGTH };
    return this.http.list(request.what, () =>
      this.http.json({ ...request, query }, (wire: PageWire<Wire>) => {
        if (wire.next) {
          query = { ...query, page: pageOf(wire.next) };
        }
        return { items: wire.values.map(map), isLast: !wire.next };
      }),
    );
  }

  async findPullRequests(
    { head, base, state = 'open' }: PullRequestFilter,
    call?: ForgeCall,
  ): Promise<PullRequest[]> {
    const states = STATES[state].map(name => `state=${name}`).join('&');
    const filter = [
      ...(head === undefined ? [] : [`source.branch.name=${quote(head)}`]),
      ...(base === undefined ? [] : [`destination.branch.name=${quote(base)}`]),
    ].join(' AND ');
    const pulls = await this.pages(
      {
        ...{ ...call, what: this.what('list pull requests of') },
        path: `${this.root}/pullrequests?${states}`,
        query: { sort: '-created_on', ...(filter ? { q: filter } : {}) },
      },
      (wire: PullWire) => wire,
    );
    return this.each(pulls, pull => this.#whole(pull, call));
  }

  async getPullRequest(number: number, call?: ForgeCall): Promise<PullRequest> {
    return this.#whole(await this.#read(number, call), call);
  }

  #read(number: number, call?: ForgeCall): Promise<PullWire> {
    const what = this.whatOf('read', number);
    return this.http.json(
      { ...call, what, path: this.#path(number) },
      (wire: PullWire) => wire,
    );
  }

  /** Bitbucket shortens the hashes of a pull request. */
  async #whole(wire: PullWire, call?: ForgeCall): Promise<PullRequest> {
    const pull = toPullRequest(wire);
    const { head, mergeCommit } = pull;
    const whole = async (hash: string) =>
      /^([0-9a-f]{40})?$/.test(hash) ? hash : this.hashOf(hash, call);
    return {
      ...pull,
      head: { ...head, head: await whole(head.head) },
      mergeCommit: mergeCommit && (await whole(mergeCommit)),
    };
  }

  /** Whole hash of a commit. */
  protected hashOf(revision: string, call?: ForgeCall): Promise<string> {
    return this.http.json(
      {
        ...{ ...call, what: this.what(`read commit ${revision} of`) },
        path: `${this.root}/commit/${encodeURIComponent(revision)}`,
      },
      ({ hash }: CommitWire) => hash,
    );
  }

  async createPullRequest(
    request: NewPullRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, head, base, description = '', isDraft = false } = request;
    const what = this.what(`open a pull request from ${head} to ${base} of`);
    // Bitbucket would change the one that is there.
    const [there] = await this.findPullRequests({ head, base }, call);
    if (there) {
      throw new ForgeError(
        'conflict',
        `${what}: pull request ${there.number} is open already`,
      );
    }
    const made = await this.http.json(
      {
        ...{ ...call, what, method: 'POST' },
        path: `${this.root}/pullrequests`,
        json: {
          ...{ title, description, draft: isDraft, close_source_branch: false },
          source: { branch: { name: head } },
          destination: { branch: { name: base } },
          reviewers: (request.reviewers ?? []).map(toReviewer),
        },
      },
      (wire: PullWire) => wire,
    );
    return this.#whole(made, call);
  }

  async updatePullRequest(
    number: number,
    fields: Partial<PullRequestFields>,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const before = await this.#read(number, call);
    const { reviewers } = fields;
    const changed = await this.http.json(
      {
        ...{ ...call, what: this.whatOf('change', number), method: 'PUT' },
        path: this.#path(number),
        // What is left out would be taken away.
        json: {
          title: fields.title ?? before.title,
          description: fields.description ?? before.description,
          draft: fields.isDraft ?? before.draft ?? false,
          reviewers: reviewers
            ? reviewers.map(toReviewer)
            : (before.reviewers ?? []).map(({ uuid }) => ({ uuid })),
        },
      },
      (wire: PullWire) => wire,
    );
    return this.#whole(changed, call);
  }

  async closePullRequest(number: number, call?: ForgeCall): Promise<void> {
    await this.http.send({
      ...{ ...call, what: this.whatOf('close', number), method: 'POST' },
      ...{ path: this.#path(number, '/decline'), json: {} },
    });
  }

  /** Bitbucket takes no expected head; it is read before. */
  async merge(
    number: number,
    { method, expectedHead, message }: MergeRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const what = this.whatOf('merge', number);
    const { head, state, isDraft } = await this.getPullRequest(number, call);
    if (head.head !== expectedHead) {
      throw headMoved(what, expectedHead, head.head);
    }
    if (state !== 'open' || isDraft) {
      const found = isDraft ? 'a draft' : state;
      throw new ForgeError('conflict', `${what}: it is ${found}`);
    }
    await this.translate(
      this.http.send({
        ...{ ...call, what, method: 'POST' },
        path: this.#path(number, '/merge'),
        json: {
          merge_strategy: STRATEGIES[method],
          close_source_branch: false,
          ...(message === undefined ? {} : { message }),
        },
      }),
      [[/conflict|can't be merged|cannot be merged|fulfilled/i, 'conflict']],
    );
    return this.getPullRequest(number, call);
  }

  async listReviews(number: number, call?: ForgeCall): Promise<Review[]> {
    const { participants = [] } = await this.#read(number, call);
    return participants.flatMap(toReviews);
  }

  async listComments(number: number, call?: ForgeCall): Promise<Comment[]> {
    const comments = await this.pages(
      {
        ...{ ...call, what: this.whatOf('list comments of', number) },
        path: this.#path(number, '/comments'),
        query: { sort: 'created_on' },
      },
      (comment: CommentWire) => comment,
    );
    return comments
      .filter(({ deleted, inline }) => !deleted && !inline)
      .map(toComment);
  }

  async createComment(
    number: number,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf('comment on', number) },
        ...{ method: 'POST', path: this.#path(number, '/comments') },
        json: { content: { raw: body } },
      },
      toComment,
    );
  }

  async updateComment(
    number: number,
    id: string,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    const path = this.#path(number, `/comments/${encodeURIComponent(id)}`);
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf(`change comment ${id} of`, number) },
        ...{ method: 'PUT', path, json: { content: { raw: body } } },
      },
      toComment,
    );
  }

  async listChangedFiles(
    number: number,
    call?: ForgeCall,
  ): Promise<ChangedFile[]> {
    const files = await this.pages(
      {
        ...{ ...call, what: this.whatOf('list files of', number) },
        path: this.#path(number, '/diffstat'),
      },
      (file: DiffStatWire) => toChangedFile(file),
    );
    return sortBy(files, ({ path }) => path);
  }
}

/** Of some lists a number, of others a word. */
function pageOf(next: string): string | undefined {
  return new URL(next).searchParams.get('page') ?? undefined;
}
