import type {
  ChangedFile,
  Comment,
  CommitState,
  CommitStatus,
  ForgeUser,
  MergeMethod,
  PullRequest,
  PullRequestState,
  Repository,
  RepositoryAddress,
  Review,
  WebhookEvent,
} from '../types';
import type {
  ChangeWire,
  IdentityWire,
  PullWire,
  RepositoryWire,
  ReviewerWire,
  StatusWire,
  ThreadCommentWire,
} from './wire';

const HEADS = 'refs/heads/';
/** Genre of the statuses that are ours. */
export const GENRE = 'gitops';

export const toRef = (branch: string) => `${HEADS}${branch}`;
const toBranch = (ref: string) => ref.replace(HEADS, '');

export function toUser(wire: IdentityWire): ForgeUser {
  const { id, displayName, providerDisplayName } = wire;
  return { id, name: displayName ?? providerDisplayName ?? id };
}

export function toRepository(
  wire: RepositoryWire,
  { host, owner }: RepositoryAddress,
): Repository {
  return {
    ...{ host, owner, name: wire.name, url: wire.webUrl },
    cloneUrl: wire.remoteUrl,
    defaultBranch: toBranch(wire.defaultBranch ?? ''),
    isPrivate: wire.project.visibility !== 'public',
    isArchived: wire.isDisabled ?? false,
  };
}

const STATES: Readonly<Record<string, PullRequestState>> = {
  active: 'open',
  completed: 'merged',
};

export function toPullRequest(wire: PullWire, page: string): PullRequest {
  const state = STATES[wire.status] ?? 'closed';
  return {
    number: wire.pullRequestId,
    url: `${page}/pullrequest/${wire.pullRequestId}`,
    title: wire.title,
    description: wire.description ?? '',
    state,
    isDraft: wire.isDraft ?? false,
    head: {
      name: toBranch(wire.sourceRefName),
      head: wire.lastMergeSourceCommit?.commitId ?? '',
    },
    base: toBranch(wire.targetRefName),
    author: toUser(wire.createdBy),
    labels: (wire.labels ?? []).map(({ name }) => name),
    reviewers: (wire.reviewers ?? []).map(toUser),
    mergeCommit:
      state === 'merged' ? wire.lastMergeCommit?.commitId : undefined,
  };
}

/** 10 approved, 5 approved with suggestions, -5 waits for the author, -10 rejected. */
export function toReviews(wire: ReviewerWire): Review[] {
  if (wire.vote === 0) return [];
  return [
    {
      user: toUser(wire),
      state: wire.vote > 0 ? 'approved' : 'changes-requested',
      ...{ commit: undefined, submittedAt: undefined },
    },
  ];
}

export function toComment(thread: number, wire: ThreadCommentWire): Comment {
  return {
    id: `${thread}/${wire.id}`,
    body: wire.content ?? '',
    author: toUser(wire.author),
  };
}

const COMMIT_STATES: Readonly<Record<string, CommitState>> = {
  succeeded: 'success',
  notApplicable: 'success',
  failed: 'failure',
  error: 'error',
};
export const STATE_NAMES: Readonly<Record<CommitState, string>> = {
  pending: 'pending',
  success: 'succeeded',
  failure: 'failed',
  error: 'error',
};

export function toStatus(wire: StatusWire): CommitStatus {
  const { name, genre } = wire.context;
  return {
    context: genre && genre !== GENRE ? `${genre}/${name}` : name,
    state: COMMIT_STATES[wire.state] ?? 'pending',
    description: wire.description ?? '',
    targetUrl: wire.targetUrl ?? undefined,
  };
}

/** Nothing for a folder. `changeType` can be several words: `edit, rename`. */
export function toChangedFiles(wire: ChangeWire): ChangedFile[] {
  const { item, changeType, sourceServerItem, originalPath } = wire;
  if (item.isFolder || item.gitObjectType === 'tree') return [];
  const change = changeOf(changeType);
  const previous = sourceServerItem ?? originalPath;
  return [
    {
      path: item.path.replace(/^\//, ''),
      change,
      previousPath:
        change === 'renamed' ? previous?.replace(/^\//, '') : undefined,
    },
  ];
}

function changeOf(changeType: string): ChangedFile['change'] {
  if (changeType.includes('rename')) return 'renamed';
  if (changeType.includes('delete')) return 'removed';
  return changeType.includes('add') ? 'added' : 'modified';
}

/** Names of strategies. */
export const STRATEGIES: Readonly<Record<MergeMethod, string>> = {
  merge: 'noFastForward',
  squash: 'squash',
  rebase: 'rebase',
};

const EVENTS: Readonly<Record<WebhookEvent, readonly string[]>> = {
  push: ['git.push'],
  tag: ['git.push'],
  'pull-request': [
    'git.pullrequest.created',
    'git.pullrequest.updated',
    'git.pullrequest.merged',
  ],
};

/** Types of events of service hooks. */
export function toEventTypes(events: readonly WebhookEvent[]): string[] {
  return [...new Set(events.flatMap(event => EVENTS[event]))];
}
