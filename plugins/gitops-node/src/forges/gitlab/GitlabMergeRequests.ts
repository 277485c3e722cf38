import { draftTitle, plainTitle } from '../draftTitle';
import { ForgeError } from '../ForgeError';
import type { ForgeRequest } from '../http/ForgeHttp';
import { pathOf } from '../messages';
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
  DRAFT,
  toChangedFile,
  toComment,
  toPullRequest,
  toReviews,
} from './mapping';
import type {
  ApprovalsWire,
  DiffWire,
  MergeRequestWire,
  NoteWire,
  ReviewerWire,
  UserWire,
} from './wire';

/** Items of a page: the most that GitLab gives. */
export const PAGE = { name: 'per_page', value: 100 };
/** GitLab looks for conflicts after it has answered. */
const CHECK_PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];
const CHECKING = ['unchecked', 'checking', 'preparing', 'approvals_syncing'];
const STATES = {
  ...{ open: 'opened', closed: 'closed', merged: 'merged', all: 'all' },
} as const;

/** Merge requests of a project of GitLab. */
export class GitlabMergeRequests extends RestRepository {
  /** `/projects/acme%2Ffleet` */
  protected get root(): string {
    return `/projects/${encodeURIComponent(pathOf(this.address))}`;
  }

  #path(number: number, rest = ''): string {
    return `${this.root}/merge_requests/${number}${rest}`;
  }

  async findPullRequests(
    { head, base, state = 'open' }: PullRequestFilter,
    call?: ForgeCall,
  ): Promise<PullRequest[]> {
    return this.http.listLinked(
      {
        ...{ ...call, what: this.what('list merge requests of') },
        path: `${this.root}/merge_requests`,
        query: {
          ...{ state: STATES[state], order_by: 'created_at', sort: 'desc' },
          ...{ source_branch: head, target_branch: base },
        },
      },
      PAGE,
      toPullRequest,
    );
  }

  async getPullRequest(number: number, call?: ForgeCall): Promise<PullRequest> {
    return toPullRequest(await this.#read(number, call));
  }

  #read(number: number, call?: ForgeCall): Promise<MergeRequestWire> {
    const what = this.whatOf('read', number);
    return this.http.json(
      { ...call, what, path: this.#path(number) },
      (wire: MergeRequestWire) => wire,
    );
  }

  async createPullRequest(
    request: NewPullRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, head, base, description = '', isDraft = false } = request;
    const { labels = [], reviewers = [] } = request;
    return this.http.json(
      {
        ...{ ...call, method: 'POST', path: `${this.root}/merge_requests` },
        what: this.what(`open a merge request from ${head} to ${base} of`),
        json: {
          ...{ source_branch: head, target_branch: base, description },
          title: draftTitle(title, isDraft, DRAFT),
          labels: labels.join(','),
          reviewer_ids: await this.#userIds(reviewers, call),
        },
      },
      toPullRequest,
    );
  }

  async updatePullRequest(
    number: number,
    fields: Partial<PullRequestFields>,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { description, labels, reviewers } = fields;
    const before = await this.#read(number, call);
    const title = draftTitle(
      plainTitle(fields.title ?? before.title, DRAFT),
      fields.isDraft ?? before.draft,
      DRAFT,
    );
    const json = {
      ...(title === before.title ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(labels ? { labels: labels.join(',') } : {}),
      ...(reviewers
        ? { reviewer_ids: await this.#userIds(reviewers, call) }
        : {}),
    };
    if (Object.keys(json).length === 0) return toPullRequest(before);
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf('change', number), method: 'PUT' },
        ...{ path: this.#path(number), json },
      },
      toPullRequest,
    );
  }

  /** Reviewers go by their numbers. */
  #userIds(names: readonly string[], call?: ForgeCall): Promise<number[]> {
    return this.each(names, async username => {
      const what = `find user ${username}`;
      const [user] = await this.http.json(
        { ...call, what, path: '/users', query: { username } },
        (users: UserWire[]) => users,
      );
      if (user) return user.id;
      throw new ForgeError('invalid', `${what}: there is no such user`);
    });
  }

  async closePullRequest(number: number, call?: ForgeCall): Promise<void> {
    await this.http.send({
      ...{ ...call, what: this.whatOf('close', number), method: 'PUT' },
      ...{ path: this.#path(number), json: { state_event: 'close' } },
    });
  }

  async merge(
    number: number,
    { method, expectedHead, message }: MergeRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const what = this.whatOf('merge', number);
    if (method === 'rebase') {
      throw new ForgeError(
        'unsupported',
        `${what}: GitLab rebases by a setting of the project, not by request: use merge or squash`,
      );
    }
    await this.#untilChecked(number, call);
    const isSquash = method === 'squash';
    const messageName = isSquash
      ? 'squash_commit_message'
      : 'merge_commit_message';
    const request: ForgeRequest = {
      ...{ ...call, what, method: 'PUT', path: this.#path(number, '/merge') },
      json: {
        ...{ sha: expectedHead, squash: isSquash },
        ...(message === undefined ? {} : { [messageName]: message }),
      },
    };
    return this.translate(this.http.json(request, toPullRequest), [
      [/cannot be merged/i, 'conflict'],
      // GitLab's status for who may not merge: the credentials are good, as they read it.
      [/\(401\)$/, 'forbidden'],
    ]);
  }

  async #untilChecked(number: number, call?: ForgeCall): Promise<void> {
    for (const pauseMs of CHECK_PAUSES_MS) {
      const { detailed_merge_status: status } = await this.#read(number, call);
      if (!CHECKING.includes(status ?? '')) return;
      await pause(pauseMs, call);
    }
  }

  async listReviews(number: number, call?: ForgeCall): Promise<Review[]> {
    const what = this.whatOf('list reviews of', number);
    const approvals = await this.http.json(
      { ...call, what, path: this.#path(number, '/approvals') },
      (wire: ApprovalsWire) => wire,
    );
    const reviewers = await this.http.json(
      { ...call, what, path: this.#path(number, '/reviewers') },
      (wire: ReviewerWire[]) => wire,
    );
    return toReviews(approvals, reviewers);
  }

  async listComments(number: number, call?: ForgeCall): Promise<Comment[]> {
    const notes = await this.http.listLinked(
      {
        ...{ ...call, what: this.whatOf('list comments of', number) },
        path: this.#path(number, '/notes'),
        query: { sort: 'asc', order_by: 'created_at' },
      },
      PAGE,
      (note: NoteWire) => note,
    );
    return notes.filter(({ system }) => !system).map(toComment);
  }

  async createComment(
    number: number,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf('comment on', number) },
        ...{ method: 'POST', path: this.#path(number, '/notes') },
        json: { body },
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
    const path = this.#path(number, `/notes/${encodeURIComponent(id)}`);
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf(`change comment ${id} of`, number) },
        ...{ method: 'PUT', path, json: { body } },
      },
      toComment,
    );
  }

  async listChangedFiles(
    number: number,
    call?: ForgeCall,
  ): Promise<ChangedFile[]> {
    const files = await this.http.listLinked(
      {
        ...{ ...call, what: this.whatOf('list files of', number) },
        path: this.#path(number, '/diffs'),
      },
      PAGE,
      (diff: DiffWire) => toChangedFile(diff),
    );
    return sortBy(files, ({ path }) => path);
  }
}
