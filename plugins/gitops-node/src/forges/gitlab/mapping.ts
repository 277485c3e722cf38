import { plainTitle } from '../draftTitle';
import { sortBy } from '../sorting';
import type {
  ChangedFile,
  Comment,
  Commit,
  CommitState,
  CommitStatus,
  Comparison,
  ForgeUser,
  PullRequest,
  PullRequestState,
  Repository,
  RepositoryAddress,
  Review,
  Webhook,
} from '../types';
import type {
  ApprovalsWire,
  CommitWire,
  ComparisonWire,
  DiffWire,
  MergeRequestWire,
  NoteWire,
  ProjectWire,
  ReviewerWire,
  StatusWire,
  UserWire,
} from './wire';

export const DRAFT = {
  prefix: 'Draft: ',
  pattern: /^(draft:|\[draft\]|\(draft\))\s*/i,
};

export function toUser({ username, name }: UserWire): ForgeUser {
  return { id: username, name };
}

export function toRepository(
  wire: ProjectWire,
  { host }: RepositoryAddress,
): Repository {
  return {
    host,
    owner: wire.namespace.full_path,
    name: wire.path,
    url: wire.web_url,
    cloneUrl: wire.http_url_to_repo,
    defaultBranch: wire.default_branch ?? '',
    isPrivate: wire.visibility !== 'public',
    isArchived: wire.archived ?? false,
  };
}

/** GitLab says apart whether a commit is signed. */
export function toCommit({ id, parent_ids, web_url }: CommitWire): Commit {
  return { hash: id, parents: parent_ids, url: web_url, isSigned: undefined };
}

const STATES: Readonly<Record<string, PullRequestState>> = {
  opened: 'open',
  locked: 'open',
  merged: 'merged',
};

export function toPullRequest(wire: MergeRequestWire): PullRequest {
  const state = STATES[wire.state] ?? 'closed';
  // Without a commit of the merge, a fast-forward: the head is on the base.
  const landed = wire.merge_commit_sha ?? wire.squash_commit_sha ?? wire.sha;
  return {
    number: wire.iid,
    url: wire.web_url,
    title: plainTitle(wire.title, DRAFT),
    description: wire.description ?? '',
    state,
    isDraft: wire.draft,
    head: { name: wire.source_branch, head: wire.sha ?? '' },
    base: wire.target_branch,
    author: toUser(wire.author),
    labels: wire.labels,
    reviewers: (wire.reviewers ?? []).map(toUser),
    mergeCommit: state === 'merged' ? landed ?? undefined : undefined,
  };
}

const REVIEW_STATES: Readonly<Record<string, Review['state']>> = {
  approved: 'approved',
  requested_changes: 'changes-requested',
  reviewed: 'commented',
};

/**
 * What reviewers say. An approval counts also of someone who was not asked; it is taken
 * back by GitLab on a push where the project says so.
 */
export function toReviews(
  { approved_by }: ApprovalsWire,
  reviewers: readonly ReviewerWire[],
): Review[] {
  const approvers = approved_by.map(({ user }) => user.username);
  const others = reviewers.flatMap(({ user, state }) => {
    const said = REVIEW_STATES[state];
    const isApproval = said === 'approved';
    return said && !isApproval && !approvers.includes(user.username)
      ? [{ user, state: said }]
      : [];
  });
  const approvals = approved_by.map(({ user }) => ({
    ...{ user, state: 'approved' as const },
  }));
  return [...approvals, ...others].map(({ user, state }) => ({
    ...{ user: toUser(user), state },
    ...{ commit: undefined, submittedAt: undefined },
  }));
}

export function toComment({ id, body, author }: NoteWire): Comment {
  return { id: String(id), body, author: toUser(author) };
}

const COMMIT_STATES: Readonly<Record<string, CommitState>> = {
  success: 'success',
  failed: 'failure',
  canceled: 'error',
  skipped: 'success',
};

export function toStatus(wire: StatusWire): CommitStatus {
  return {
    context: wire.name,
    state: COMMIT_STATES[wire.status] ?? 'pending',
    description: wire.description ?? '',
    targetUrl: wire.target_url ?? undefined,
  };
}

/** GitLab has one word for what has failed. */
export const STATE_NAMES: Readonly<Record<CommitState, string>> = {
  pending: 'pending',
  success: 'success',
  failure: 'failed',
  error: 'canceled',
};

export function toChangedFile(wire: DiffWire): ChangedFile {
  const change = changeOf(wire);
  return {
    path: wire.new_path,
    change,
    previousPath: change === 'renamed' ? wire.old_path : undefined,
  };
}

function changeOf(wire: DiffWire): ChangedFile['change'] {
  if (wire.new_file) return 'added';
  if (wire.deleted_file) return 'removed';
  return wire.renamed_file ? 'renamed' : 'modified';
}

export function toComparison({ commits, diffs }: ComparisonWire): Comparison {
  return {
    files: sortBy(diffs.map(toChangedFile), ({ path }) => path),
    commits: commits.map(({ id }) => id),
  };
}

/** Fields of a webhook. */
export function toHook({ url, secret, events }: Webhook) {
  return {
    ...{ url, token: secret, enable_ssl_verification: true },
    push_events: events.includes('push'),
    tag_push_events: events.includes('tag'),
    merge_requests_events: events.includes('pull-request'),
  };
}
