import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { ReviewEntry } from '../reviews';
import type {
  ChangedFile,
  Comment,
  CommitState,
  CommitStatus,
  ForgeUser,
  PullRequest,
  Repository,
  RepositoryAddress,
  WebhookEvent,
} from '../types';

type Methods = RestEndpointMethodTypes;
type RepositoryWire = Methods['repos']['get']['response']['data'];
type PullWire = Methods['pulls']['get']['response']['data'];
type PullItemWire = Methods['pulls']['list']['response']['data'][number];
type ReviewWire = Methods['pulls']['listReviews']['response']['data'][number];
type CommentWire = Methods['issues']['getComment']['response']['data'];
type FileWire = Methods['pulls']['listFiles']['response']['data'][number];
type StatusWire =
  Methods['repos']['getCombinedStatusForRef']['response']['data']['statuses'][number];

/** Someone who has left has no login. */
const GHOST = 'ghost';

export function toUser(user: { login: string } | null | undefined): ForgeUser {
  const login = user?.login ?? GHOST;
  return { id: login, name: login };
}

export function toRepository(
  wire: RepositoryWire,
  address: RepositoryAddress,
): Repository {
  return {
    host: address.host,
    owner: wire.owner.login,
    name: wire.name,
    url: wire.html_url,
    cloneUrl: wire.clone_url,
    defaultBranch: wire.default_branch,
    isPrivate: wire.private,
    isArchived: wire.archived,
  };
}

export function toPullRequest(wire: PullWire | PullItemWire): PullRequest {
  const isMerged = Boolean(wire.merged_at);
  const closed = wire.state === 'closed' ? 'closed' : 'open';
  return {
    number: wire.number,
    url: wire.html_url,
    title: wire.title,
    description: wire.body ?? '',
    state: isMerged ? 'merged' : closed,
    isDraft: wire.draft ?? false,
    head: { name: wire.head.ref, head: wire.head.sha },
    base: wire.base.ref,
    author: toUser(wire.user),
    labels: wire.labels.map(({ name }) => name),
    reviewers: (wire.requested_reviewers ?? []).map(toUser),
    mergeCommit: isMerged ? wire.merge_commit_sha ?? undefined : undefined,
  };
}

const REVIEW_STATES: Readonly<Record<string, ReviewEntry['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'withdrawn',
};

/** Nothing for a review that is still being written. */
export function toReviews(wire: ReviewWire): ReviewEntry[] {
  const state = REVIEW_STATES[wire.state];
  if (state === undefined) return [];
  return [
    {
      user: toUser(wire.user),
      state,
      commit: wire.commit_id ?? undefined,
      submittedAt: wire.submitted_at,
    },
  ];
}

export function toComment(wire: CommentWire): Comment {
  return {
    id: String(wire.id),
    body: wire.body ?? '',
    author: toUser(wire.user),
  };
}

export function toStatus(wire: StatusWire): CommitStatus {
  return {
    context: wire.context,
    state: wire.state as CommitState,
    description: wire.description ?? '',
    targetUrl: wire.target_url ?? undefined,
  };
}

const CHANGES: Readonly<Record<string, ChangedFile['change']>> = {
  added: 'added',
  copied: 'added',
  removed: 'removed',
  renamed: 'renamed',
};

export function toChangedFile(
  wire: Pick<FileWire, 'filename' | 'status' | 'previous_filename'>,
): ChangedFile {
  const change = CHANGES[wire.status] ?? 'modified';
  return {
    path: wire.filename,
    change,
    previousPath: change === 'renamed' ? wire.previous_filename : undefined,
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
