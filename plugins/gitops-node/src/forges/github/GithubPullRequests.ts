import type { Octokit } from '@octokit/rest';
import type { ForgeError, ForgeErrorCode } from '../ForgeError';
import { pathOf, splitMessage } from '../messages';
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
  RepositoryAddress,
  Review,
} from '../types';
import { PAGE_SIZE, requireWhole } from './GithubApi';
import type { GithubApi } from './GithubApi';
import { toChangedFile, toComment, toPullRequest, toReviews } from './mapping';
import { TO_DRAFT, TO_READY } from './queries';

/** GitHub lists no more files of a pull request. */
const MAX_FILES = 3_000;

function isThere(error: ForgeError): ForgeErrorCode | undefined {
  return /pull request already exists/i.test(error.message)
    ? 'conflict'
    : undefined;
}

/** Pull requests of a repository of GitHub. */
export class GithubPullRequests {
  protected readonly repo: { readonly owner: string; readonly repo: string };

  constructor(
    protected readonly api: GithubApi,
    readonly address: RepositoryAddress,
  ) {
    this.repo = { owner: address.owner, repo: address.name };
  }

  protected what(verb: string): string {
    return `${verb} ${pathOf(this.address)}`;
  }

  #whatOf(verb: string, number: number): string {
    return this.what(`${verb} pull request #${number} of`);
  }

  async findPullRequests(
    { head, base, state = 'open' }: PullRequestFilter,
    call?: ForgeCall,
  ): Promise<PullRequest[]> {
    const isClosed = state === 'closed' || state === 'merged';
    const what = this.what('list pull requests of');
    const pulls = await this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.pulls.list({
        ...{ ...this.repo, per_page: PAGE_SIZE, page },
        state: isClosed ? 'closed' : state,
        ...{ sort: 'created', direction: 'desc' },
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head: `${this.repo.owner}:${head}` }),
      });
      return data.map(toPullRequest);
    });
    return pulls.filter(pull => state === 'all' || pull.state === state);
  }

  async getPullRequest(number: number, call?: ForgeCall): Promise<PullRequest> {
    return this.api.call(this.#whatOf('read', number), call, octokit =>
      this.#read(octokit, number),
    );
  }

  async #read(octokit: Octokit, number: number): Promise<PullRequest> {
    const { data } = await octokit.rest.pulls.get({
      ...{ ...this.repo, pull_number: number },
    });
    return toPullRequest(data);
  }

  async createPullRequest(
    request: NewPullRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, head, base, description, isDraft } = request;
    const what = this.what(`open a pull request from ${head} to ${base} of`);
    const create = async (octokit: Octokit) => {
      const { data } = await octokit.rest.pulls.create({
        ...{ ...this.repo, title, head, base },
        body: description ?? '',
        draft: isDraft ?? false,
      });
      return data.number;
    };
    const number = await this.api.call(what, call, create, isThere);
    const { labels = [], reviewers = [] } = request;
    return this.updatePullRequest(
      number,
      {
        ...(labels.length > 0 ? { labels } : {}),
        ...(reviewers.length > 0 ? { reviewers } : {}),
      },
      call,
    );
  }

  async updatePullRequest(
    number: number,
    fields: Partial<PullRequestFields>,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { title, description, labels } = fields;
    const what = this.#whatOf('change', number);
    return this.api.call(what, call, async octokit => {
      if (title !== undefined || description !== undefined) {
        await octokit.rest.pulls.update({
          ...{ ...this.repo, pull_number: number },
          ...(title === undefined ? {} : { title }),
          ...(description === undefined ? {} : { body: description }),
        });
      }
      if (labels) {
        await octokit.rest.issues.setLabels({
          ...{ ...this.repo, issue_number: number, labels: [...labels] },
        });
      }
      if (fields.reviewers) {
        await this.#setReviewers(octokit, number, fields.reviewers);
      }
      if (fields.isDraft !== undefined) {
        await this.#setDraft(octokit, number, fields.isDraft);
      }
      return this.#read(octokit, number);
    });
  }

  async #setReviewers(
    octokit: Octokit,
    number: number,
    wanted: readonly string[],
  ): Promise<void> {
    const { reviewers } = await this.#read(octokit, number);
    const asked = reviewers.map(({ id }) => id);
    const added = wanted.filter(id => !asked.includes(id));
    const removed = asked.filter(id => !wanted.includes(id));
    const pull = { ...this.repo, pull_number: number };
    if (added.length > 0) {
      await octokit.rest.pulls.requestReviewers({ ...pull, reviewers: added });
    }
    if (removed.length > 0) {
      await octokit.rest.pulls.removeRequestedReviewers({
        ...{ ...pull, reviewers: removed },
      });
    }
  }

  async #setDraft(
    octokit: Octokit,
    number: number,
    isDraft: boolean,
  ): Promise<void> {
    const { data } = await octokit.rest.pulls.get({
      ...{ ...this.repo, pull_number: number },
    });
    if ((data.draft ?? false) === isDraft) return;
    await octokit.graphql(isDraft ? TO_DRAFT : TO_READY, { id: data.node_id });
  }

  async closePullRequest(number: number, call?: ForgeCall): Promise<void> {
    await this.api.call(this.#whatOf('close', number), call, octokit =>
      octokit.rest.pulls.update({
        ...{ ...this.repo, pull_number: number, state: 'closed' },
      }),
    );
  }

  async merge(
    number: number,
    { method, expectedHead, message }: MergeRequest,
    call?: ForgeCall,
  ): Promise<PullRequest> {
    const { headline, body } = splitMessage(message ?? '');
    return this.api.call(this.#whatOf('merge', number), call, async octokit => {
      await octokit.rest.pulls.merge({
        ...{ ...this.repo, pull_number: number },
        merge_method: method,
        sha: expectedHead,
        ...(message === undefined
          ? {}
          : { commit_title: headline, commit_message: body }),
      });
      return this.#read(octokit, number);
    });
  }

  async listReviews(number: number, call?: ForgeCall): Promise<Review[]> {
    const what = this.#whatOf('list reviews of', number);
    const reviews = await this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.pulls.listReviews({
        ...{ ...this.repo, pull_number: number, per_page: PAGE_SIZE, page },
      });
      return data;
    });
    return latestReviews(reviews.flatMap(toReviews));
  }

  async listComments(number: number, call?: ForgeCall): Promise<Comment[]> {
    const what = this.#whatOf('list comments of', number);
    return this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.issues.listComments({
        ...{ ...this.repo, issue_number: number, per_page: PAGE_SIZE, page },
      });
      return data.map(toComment);
    });
  }

  async createComment(
    number: number,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    const what = this.#whatOf('comment on', number);
    return this.api.call(what, call, async octokit => {
      const { data } = await octokit.rest.issues.createComment({
        ...{ ...this.repo, issue_number: number, body },
      });
      return toComment(data);
    });
  }

  async updateComment(
    number: number,
    id: string,
    body: string,
    call?: ForgeCall,
  ): Promise<Comment> {
    const what = this.#whatOf(`change comment ${id} of`, number);
    return this.api.call(what, call, async octokit => {
      const { data } = await octokit.rest.issues.updateComment({
        ...{ ...this.repo, comment_id: Number(id), body },
      });
      return toComment(data);
    });
  }

  async listChangedFiles(
    number: number,
    call?: ForgeCall,
  ): Promise<ChangedFile[]> {
    const what = this.#whatOf('list files of', number);
    const files = await this.api.list(what, call, async (octokit, page) => {
      const { data } = await octokit.rest.pulls.listFiles({
        ...{ ...this.repo, pull_number: number, per_page: PAGE_SIZE, page },
      });
      return data.map(toChangedFile);
    });
    requireWhole(what, files.length, MAX_FILES);
    return sortBy(files, ({ path }) => path);
  }
}
