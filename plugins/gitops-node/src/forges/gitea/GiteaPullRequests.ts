import { draftTitle, plainTitle } from '../draftTitle';
import { isForgeError } from '../ForgeError';
import type { ForgeRequest } from '../http/ForgeHttp';
import { splitMessage } from '../messages';
import { pause, RestRepository } from '../RestRepository';
import { latestReviews } from '../reviews';
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
  CommentWire,
  FileWire,
  LabelWire,
  PullWire,
  ReviewWire,
} from './wire';

/** Items of a page: the most that Gitea gives unless it is told otherwise. */
export const PAGE = { name: 'limit', value: 50 };
/** Gitea looks for conflicts after it has answered. */
const CHECK_PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];
const CHECKING = /try again later/i;
/** Colour of a label that is made. */
const LABEL_COLOR = '#5319e7';

/** Pull requests of a repository of Gitea. */
export class GiteaPullRequests extends RestRepository {
  /** `/repos/acme/fleet` */
  protected get root(): string {
    const { owner, name } = this.address;
    return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  }

  async findPullRequests(
    { head, base, state = 'open' }: PullRequestFilter,
    call?: ForgeCall,
  ): Promise<PullRequest[]> {
    const isClosed = state === 'closed' || state === 'merged';
    const pulls = await this.http.listLinked(
      {
        ...call,
        what: this.what('list pull requests of'),
        path: `${this.root}/pulls`,
        query: { state: isClosed ? 'closed' : state },
      },
      PAGE,
      toPullRequest,
    );
    return pulls
      .filter(
        pull =>
          (head === undefined || pull.head.name === head) &&
          (base === undefined || pull.base === base) &&
          (state === 'all' || pull.state === state),
      )
      .sort((a, b) => b.number - a.number);
  }

  async getPullRequest(number: number, call?: ForgeCall): Promise<PullRequest> {
    return this.http.json(
      {
        ...call,
        what: this.whatOf('read', number),
        path: `${this.root}/pulls/${number}`,
      },
      toPullRequest,
    );
  }

  async createPullRequest(
    request: NewPullRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, head, base, description = '', isDraft = false } = request;
    const pull = await this.translate(
      this.http.json(
        {
          ...call,
          what: this.what(`open a pull request from ${head} to ${base} of`),
          method: 'POST',
          path: `${this.root}/pulls`,
          json: {
            ...{ head, base, body: description },
            title: draftTitle(title, isDraft, DRAFT),
            labels: await this.#labelIds(request.labels ?? [], call),
          },
        },
        toPullRequest,
      ),
      [[/pull request.*could not be found|does not exist/i, 'invalid']],
    );
    const { reviewers = [] } = request;
    if (reviewers.length === 0) return pull;
    return this.updatePullRequest(pull.number, { reviewers }, call);
  }

  async updatePullRequest(
    number: number,
    fields: Partial<PullRequestFields>,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, description, isDraft, labels, reviewers } = fields;
    const before = await this.#read(number, call);
    const was = {
      title: before.title,
      isDraft: DRAFT.pattern.test(before.title),
    };
    const newTitle = draftTitle(
      plainTitle(title ?? was.title, DRAFT),
      isDraft ?? was.isDraft,
      DRAFT,
    );
    const what = this.whatOf('change', number);
    if (newTitle !== was.title || description !== undefined) {
      await this.http.send({
        ...{ ...call, what, method: 'PATCH' },
        path: `${this.root}/pulls/${number}`,
        json: {
          title: newTitle,
          ...(description === undefined ? {} : { body: description }),
        },
      });
    }
    if (labels) {
      await this.http.send({
        ...{ ...call, what, method: 'PUT' },
        path: `${this.root}/issues/${number}/labels`,
        json: { labels: await this.#labelIds(labels, call) },
      });
    }
    if (reviewers) await this.#setReviewers(before, reviewers, call);
    return this.getPullRequest(number, call);
  }

  #read(number: number, call?: ForgeCall): Promise<PullWire> {
    const what = this.whatOf('read', number);
    const path = `${this.root}/pulls/${number}`;
    return this.http.json({ ...call, what, path }, (wire: PullWire) => wire);
  }

  async #setReviewers(
    { number, requested_reviewers }: PullWire,
    wanted: readonly string[],
    call?: ForgeCall,
  ): Promise<void> {
    const asked = (requested_reviewers ?? []).map(({ login }) => login);
    const changes = [
      { method: 'POST', ids: wanted.filter(id => !asked.includes(id)) },
      { method: 'DELETE', ids: asked.filter(id => !wanted.includes(id)) },
    ] as const;
    for (const { method, ids } of changes.filter(c => c.ids.length > 0)) {
      await this.translate(
        this.http.send({
          ...{ ...call, method },
          what: this.whatOf('ask reviewers of', number),
          path: `${this.root}/pulls/${number}/requested_reviewers`,
          json: { reviewers: ids },
        }),
        [[/user.*(does not exist|doesn't exist)/i, 'invalid']],
      );
    }
  }

  /** Labels go by their numbers; those of the repository and of its organization count. */
  async #labelIds(
    names: readonly string[],
    call?: ForgeCall,
  ): Promise<number[]> {
    if (names.length === 0) return [];
    const what = this.what('list labels of');
    const path = `${this.root}/labels`;
    const known = await this.http.listLinked(
      { ...call, what, path },
      PAGE,
      (label: LabelWire) => label,
    );
    return this.each(names, async name => {
      const found = known.find(label => label.name === name);
      if (found) return found.id;
      return this.http.json(
        {
          ...{ ...call, path, method: 'POST' },
          what: this.what(`create label ${name} of`),
          json: { name, color: LABEL_COLOR },
        },
        (label: LabelWire) => label.id,
      );
    });
  }

  async closePullRequest(number: number, call?: ForgeCall): Promise<void> {
    await this.http.send({
      ...{ ...call, what: this.whatOf('close', number), method: 'PATCH' },
      path: `${this.root}/pulls/${number}`,
      json: { state: 'closed' },
    });
  }

  async merge(
    number: number,
    { method, expectedHead, message }: MergeRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { headline, body } = splitMessage(message ?? '');
    const request: ForgeRequest = {
      ...{ ...call, what: this.whatOf('merge', number), method: 'POST' },
      path: `${this.root}/pulls/${number}/merge`,
      json: {
        Do: method,
        head_commit_id: expectedHead,
        ...(message === undefined
          ? {}
          : { MergeTitleField: headline, MergeMessageField: body }),
      },
    };
    for (const pauseMs of [...CHECK_PAUSES_MS, undefined]) {
      try {
        await this.http.send(request);
        break;
      } catch (error) {
        const isChecking =
          isForgeError(error, 'conflict') && CHECKING.test(error.message);
        if (!isChecking || pauseMs === undefined) throw error;
        await pause(pauseMs, call);
      }
    }
    return this.getPullRequest(number, call);
  }

  async listReviews(number: number, call?: ForgeCall): Promise<Review[]> {
    const what = this.whatOf('list reviews of', number);
    const path = `${this.root}/pulls/${number}/reviews`;
    const reviews = await this.http.listLinked(
      { ...call, what, path },
      PAGE,
      (review: ReviewWire) => toReviews(review),
    );
    return latestReviews(reviews.flat());
  }

  async listComments(number: number, call?: ForgeCall): Promise<Comment[]> {
    const what = this.whatOf('list comments of', number);
    const path = `${this.root}/issues/${number}/comments`;
    // Gitea gives all comments of one issue at once.
    return this.http.json({ ...call, what, path }, (wire: CommentWire[]) =>
      wire.map(toComment),
    );
  }

  async createComment(
    number: number,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf('comment on', number) },
        method: 'POST',
        path: `${this.root}/issues/${number}/comments`,
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
    return this.http.json(
      {
        ...{ ...call, what: this.whatOf(`change comment ${id} of`, number) },
        method: 'PATCH',
        path: `${this.root}/issues/comments/${encodeURIComponent(id)}`,
        json: { body },
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
        path: `${this.root}/pulls/${number}/files`,
      },
      PAGE,
      (file: FileWire) => toChangedFile(file),
    );
    return sortBy(files, ({ path }) => path);
  }
}
