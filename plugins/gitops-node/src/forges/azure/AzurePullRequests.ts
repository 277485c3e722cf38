import { ForgeError } from '../ForgeError';
import type { ForgeAnswer, ForgeRequest, Query } from '../http/ForgeHttp';
import { headMoved } from '../messages';
import { pause, RestRepository } from '../RestRepository';
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
  toChangedFiles,
  toComment,
  toPullRequest,
  toRef,
  toReviews,
} from './mapping';
import type {
  ChangeWire,
  ListWire,
  PullWire,
  ThreadCommentWire,
  ThreadWire,
} from './wire';

const VERSION = '7.1';
const PAGE_LENGTH = 100;
/** Azure DevOps completes a pull request after it has answered. */
const MERGE_PAUSES_MS = [100, 250, 500, 1_000, 2_000, 4_000, 8_000];
const STATES = {
  ...{ open: 'active', closed: 'abandoned', merged: 'completed', all: 'all' },
} as const;

/** Pull requests of a repository of Azure DevOps. */
export class AzurePullRequests extends RestRepository {
  /** `/organization/project/_apis/git/repositories/name` */
  protected get root(): string {
    const { owner, name } = this.address;
    const parts = owner.split('/').map(encodeURIComponent);
    const repository = encodeURIComponent(name);
    return `/${parts.join('/')}/_apis/git/repositories/${repository}`;
  }

  /** Of the repository, for people. */
  #page(): string {
    const { owner, name } = this.address;
    return encodeURI(`${this.http.apiUrl}/${owner}/_git/${name}`);
  }

  /** The version that is spoken, and 401 instead of a page to sign in. */
  protected async call<Wire, Result>(
    request: ForgeRequest,
    map: (wire: Wire) => Result,
  ): Promise<Result> {
    const { bytes } = await this.send(request);
    return this.http.parse(request.what, bytes, map);
  }

  protected send(request: ForgeRequest): Promise<ForgeAnswer> {
    return this.http.send({
      ...request,
      query: { 'api-version': VERSION, ...request.query },
      headers: { 'x-tfs-fedauthredirect': 'Suppress', ...request.headers },
    });
  }

  /** All of a list that is read by `$top` and `$skip`. */
  protected pages<Wire, Item>(
    request: ForgeRequest,
    map: (answer: Wire) => readonly Item[],
    names: readonly [string, string] = ['$top', '$skip'],
  ): Promise<Item[]> {
    const [top, skip] = names;
    return this.http.list(request.what, page => {
      const query: Query = {
        ...request.query,
        [top]: PAGE_LENGTH,
        [skip]: (page - 1) * PAGE_LENGTH,
      };
      return this.call({ ...request, query }, (wire: Wire) => {
        const items = map(wire);
        return { items, isLast: items.length < PAGE_LENGTH };
      });
    });
  }

  #path(number: number, rest = ''): string {
    return `${this.root}/pullrequests/${number}${rest}`;
  }

  readonly #toPull = (wire: PullWire) => toPullRequest(wire, this.#page());

  async findPullRequests(
    { head, base, state = 'open' }: PullRequestFilter,
    call?: ForgeCall,
  ): Promise<PullRequest[]> {
    const refOf = (branch?: string) =>
      branch === undefined ? undefined : toRef(branch);
    return this.pages(
      {
        ...{ ...call, what: this.what('list pull requests of') },
        path: `${this.root}/pullrequests`,
        query: {
          'searchCriteria.status': STATES[state],
          'searchCriteria.sourceRefName': refOf(head),
          'searchCriteria.targetRefName': refOf(base),
        },
      },
      ({ value }: ListWire<PullWire>) => value.map(this.#toPull),
    );
  }

  async getPullRequest(number: number, call?: ForgeCall): Promise<PullRequest> {
    return this.#toPull(await this.#read(number, call));
  }

  #read(number: number, call?: ForgeCall): Promise<PullWire> {
    return this.call(
      {
        ...{ ...call, what: this.whatOf('read', number) },
        path: this.#path(number),
      },
      (wire: PullWire) => wire,
    );
  }

  async createPullRequest(
    request: NewPullRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, head, base, description = '', isDraft = false } = request;
    return this.call(
      {
        ...{ ...call, method: 'POST', path: `${this.root}/pullrequests` },
        what: this.what(`open a pull request from ${head} to ${base} of`),
        json: {
          ...{ title, description, isDraft },
          ...{ sourceRefName: toRef(head), targetRefName: toRef(base) },
          reviewers: (request.reviewers ?? []).map(id => ({ id })),
          labels: (request.labels ?? []).map(name => ({ name })),
        },
      },
      this.#toPull,
    );
  }

  async updatePullRequest(
    number: number,
    fields: Partial<PullRequestFields>,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const before = await this.getPullRequest(number, call);
    const { title, description, isDraft, labels, reviewers } = fields;
    const json = {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(isDraft === undefined ? {} : { isDraft }),
    };
    if (Object.keys(json).length > 0) {
      await this.#change(number, { json, method: 'PATCH' }, call);
    }
    if (labels) {
      await this.#setLabels(number, before.labels, labels, call);
    }
    if (reviewers) {
      const asked = before.reviewers.map(({ id }) => id);
      await this.#setReviewers(number, asked, reviewers, call);
    }
    return this.getPullRequest(number, call);
  }

  async #setLabels(
    number: number,
    before: readonly string[],
    wanted: readonly string[],
    call?: ForgeCall,
  ): Promise<void> {
    const [added, removed] = [
      wanted.filter(name => !before.includes(name)),
      before.filter(name => !wanted.includes(name)),
    ];
    for (const name of added) {
      const json = { name };
      await this.#change(
        ...([number, { method: 'POST', rest: '/labels', json }, call] as const),
      );
    }
    for (const name of removed) {
      const rest = `/labels/${encodeURIComponent(name)}`;
      await this.#change(number, { method: 'DELETE', rest }, call);
    }
  }

  async #setReviewers(
    number: number,
    before: readonly string[],
    wanted: readonly string[],
    call?: ForgeCall,
  ): Promise<void> {
    const restOf = (id: string) => `/reviewers/${encodeURIComponent(id)}`;
    for (const id of wanted.filter(one => !before.includes(one))) {
      const json = { vote: 0 };
      await this.#change(
        number,
        { method: 'PUT', rest: restOf(id), json },
        call,
      );
    }
    for (const id of before.filter(one => !wanted.includes(one))) {
      await this.#change(number, { method: 'DELETE', rest: restOf(id) }, call);
    }
  }

  async #change(
    number: number,
    change: Pick<ForgeRequest, 'method' | 'json'> & { readonly rest?: string },
    call?: ForgeCall,
  ): Promise<void> {
    const { rest, ...request } = change;
    await this.send({
      ...{ ...call, ...request, what: this.whatOf('change', number) },
      path: this.#path(number, rest),
    });
  }

  async closePullRequest(number: number, call?: ForgeCall): Promise<void> {
    const json = { status: 'abandoned' };
    await this.#change(number, { method: 'PATCH', json }, call);
  }

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
    await this.send({
      ...{ ...call, what, method: 'PATCH', path: this.#path(number) },
      json: {
        status: 'completed',
        lastMergeSourceCommit: { commitId: expectedHead },
        completionOptions: {
          ...{ mergeStrategy: STRATEGIES[method], deleteSourceBranch: false },
          ...(message === undefined ? {} : { mergeCommitMessage: message }),
        },
      },
    });
    return this.#untilMerged(number, what, call);
  }

  async #untilMerged(
    number: number,
    what: string,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    for (const pauseMs of MERGE_PAUSES_MS) {
      const wire = await this.#read(number, call);
      if (wire.status === 'completed') return this.#toPull(wire);
      const { mergeStatus = '', mergeFailureMessage = '' } = wire;
      if (['conflicts', 'failure', 'rejectedByPolicy'].includes(mergeStatus)) {
        const reason = mergeFailureMessage || mergeStatus;
        throw new ForgeError('conflict', `${what}: ${reason}`);
      }
      await pause(pauseMs, call);
    }
    throw new ForgeError(
      'conflict',
      `${what}: it is not completed yet: its policies may want more`,
    );
  }

  async listReviews(number: number, call?: ForgeCall): Promise<Review[]> {
    const { reviewers = [] } = await this.#read(number, call);
    return reviewers.flatMap(toReviews);
  }

  async listComments(number: number, call?: ForgeCall): Promise<Comment[]> {
    return this.call(
      {
        ...{ ...call, what: this.whatOf('list comments of', number) },
        path: this.#path(number, '/threads'),
      },
      ({ value }: ListWire<ThreadWire>) =>
        value
          .filter(thread => !thread.isDeleted && !thread.threadContext)
          .flatMap(({ id, comments }) =>
            comments
              .filter(({ isDeleted, commentType }) =>
                Boolean(!isDeleted && commentType !== 'system'),
              )
              .map(comment => toComment(id, comment)),
          ),
    );
  }

  /** A thread of its own, closed so that no policy waits for an answer. */
  async createComment(
    number: number,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    return this.call(
      {
        ...{ ...call, what: this.whatOf('comment on', number) },
        ...{ method: 'POST', path: this.#path(number, '/threads') },
        json: {
          comments: [
            { parentCommentId: 0, content: body, commentType: 'text' },
          ],
          status: 'closed',
        },
      },
      ({ id, comments }: ThreadWire) => toComment(id, comments[0]),
    );
  }

  async updateComment(
    number: number,
    id: string,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    const [thread, comment = '1'] = id.split('/').map(encodeURIComponent);
    return this.call(
      {
        ...{ ...call, what: this.whatOf(`change comment ${id} of`, number) },
        method: 'PATCH',
        path: this.#path(number, `/threads/${thread}/comments/${comment}`),
        json: { content: body },
      },
      (wire: ThreadCommentWire) => toComment(Number(thread), wire),
    );
  }

  async listChangedFiles(
    number: number,
    call?: ForgeCall,
  ): Promise<ChangedFile[]> {
    const what = this.whatOf('list files of', number);
    const newest = await this.call(
      { ...call, what, path: this.#path(number, '/iterations') },
      ({ value }: ListWire<{ id: number }>) =>
        Math.max(...value.map(({ id }) => id)),
    );
    const changes = await this.pages(
      {
        ...{ ...call, what, query: { $compareTo: 0 } },
        path: this.#path(number, `/iterations/${newest}/changes`),
      },
      (wire: { changeEntries: ChangeWire[] }) => wire.changeEntries,
    );
    return sortBy(changes.flatMap(toChangedFiles), ({ path }) => path);
  }
}
