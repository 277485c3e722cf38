import { composeChanges } from '../changes';
import { plainTitle } from '../draftTitle';
import type { ReviewEntry } from '../reviews';
import type {
  ChangedFile,
  Comment,
  Commit,
  CommitState,
  CommitStatus,
  Comparison,
  ForgeUser,
  PullRequest,
  Repository,
  RepositoryAddress,
  WebhookEvent,
} from '../types';
import type {
  CommentWire,
  ComparisonWire,
  FilesWire,
  FileWire,
  PullWire,
  RepositoryWire,
  ReviewWire,
  StatusWire,
  UserWire,
} from './wire';

/** Gitea's default words; an administrator can set others. */
export const DRAFT = { prefix: 'WIP: ', pattern: /^(WIP:|\[WIP\])\s*/i };

/** Someone who has left. */
const GHOST: UserWire = { login: 'Ghost' };

export function toUser(wire: UserWire | null): ForgeUser {
  const { login, full_name } = wire ?? GHOST;
  return { id: login, name: full_name || login };
}

export function toRepository(
  wire: RepositoryWire,
  { host }: RepositoryAddress,
): Repository {
  return {
    host,
    owner: wire.owner.login,
    name: wire.name,
    url: wire.html_url,
    cloneUrl: wire.clone_url,
    defaultBranch: wire.default_branch,
    isPrivate: wire.private,
    isArchived: wire.archived,
  };
}

export function toCommit({ commit, verification }: FilesWire): Commit {
  return {
    hash: commit.sha,
    parents: (commit.parents ?? []).map(({ sha }) => sha),
    url: commit.html_url,
    isSigned: verification?.verified,
  };
}

export function toPullRequest(wire: PullWire): PullRequest {
  const closed = wire.state === 'closed' ? 'closed' : 'open';
  return {
    number: wire.number,
    url: wire.html_url,
    title: plainTitle(wire.title, DRAFT),
    description: wire.body,
    state: wire.merged ? 'merged' : closed,
    isDraft: DRAFT.pattern.test(wire.title),
    head: { name: wire.head.ref, head: wire.head.sha },
    base: wire.base.ref,
    author: toUser(wire.user),
    labels: (wire.labels ?? []).map(({ name }) => name),
    reviewers: (wire.requested_reviewers ?? []).map(toUser),
    mergeCommit: wire.merged ? wire.merge_commit_sha ?? undefined : undefined,
  };
}

const REVIEW_STATES: Readonly<Record<string, ReviewEntry['state']>> = {
  APPROVED: 'approved',
  REQUEST_CHANGES: 'changes-requested',
  COMMENT: 'commented',
};

/** Nothing for one that is only asked for, or still being written. */
export function toReviews(wire: ReviewWire): ReviewEntry[] {
  const state = REVIEW_STATES[wire.state];
  if (state === undefined) return [];
  return [
    {
      user: toUser(wire.user),
      state: wire.dismissed ? 'withdrawn' : state,
      commit: wire.commit_id || undefined,
      submittedAt: wire.submitted_at,
    },
  ];
}

export function toComment({ id, body, user }: CommentWire): Comment {
  return { id: String(id), body, author: toUser(user) };
}

/** Gitea's own words for what others have none for. */
const STATES: Readonly<Record<string, CommitState>> = {
  warning: 'failure',
  skipped: 'success',
};

export function toStatus(wire: StatusWire): CommitStatus {
  return {
    context: wire.context,
    state: STATES[wire.status] ?? (wire.status as CommitState),
    description: wire.description,
    targetUrl: wire.target_url || undefined,
  };
}

const CHANGES: Readonly<Record<string, ChangedFile['change']>> = {
  added: 'added',
  copied: 'added',
  deleted: 'removed',
  removed: 'removed',
  renamed: 'renamed',
};

export function toChangedFile(wire: FileWire): ChangedFile {
  const change = CHANGES[wire.status] ?? 'modified';
  return {
    path: wire.filename,
    change,
    previousPath: change === 'renamed' ? wire.previous_filename : undefined,
  };
}

/** Gitea gives the files of each commit, not those of all together. */
export function toComparison({ commits }: ComparisonWire): Comparison {
  const oldestFirst = [...commits].reverse();
  const steps = oldestFirst.flatMap(({ files }) =>
    (files ?? []).map(file => {
      const { path, change } = toChangedFile(file);
      return { path, change: change === 'renamed' ? 'added' : change } as const;
    }),
  );
  return {
    files: composeChanges(steps),
    commits: oldestFirst.map(({ sha }) => sha),
  };
}

const EVENTS: Readonly<Record<WebhookEvent, readonly string[]>> = {
  push: ['push'],
  tag: ['create'],
  'pull-request': ['pull_request', 'pull_request_review'],
};

/** Names of events of webhooks. */
export function toEvents(events: readonly WebhookEvent[]): string[] {
  return [...new Set(events.flatMap(event => EVENTS[event]))];
}
