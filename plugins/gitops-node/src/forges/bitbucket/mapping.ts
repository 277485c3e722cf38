import { createHash } from 'crypto';
import type {
  ChangedFile,
  Comment,
  Commit,
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
  CommentWire,
  CommitWire,
  DiffStatWire,
  ParticipantWire,
  PullWire,
  RepositoryWire,
  StatusWire,
  UserWire,
} from './wire';

/** Longest key of a status, in characters. */
const MAX_KEY = 40;

export function toUser(wire: UserWire | null): ForgeUser {
  if (!wire) return { id: '', name: 'Former user' };
  return { id: wire.account_id ?? wire.uuid, name: wire.display_name };
}

/** A reviewer by an account id or, in braces, a UUID. */
export function toReviewer(id: string): Partial<UserWire> {
  return id.startsWith('{') ? { uuid: id } : { account_id: id };
}

export function toRepository(
  wire: RepositoryWire,
  { host }: RepositoryAddress,
): Repository {
  const https = wire.links.clone.find(({ name }) => name === 'https');
  const url = wire.links.html.href;
  return {
    ...{ host, owner: wire.workspace.slug, name: wire.slug, url },
    cloneUrl: https?.href ?? url,
    defaultBranch: wire.mainbranch?.name ?? '',
    isPrivate: wire.is_private,
    isArchived: false,
  };
}

export function toCommit({ hash, parents }: CommitWire): Commit {
  return {
    hash,
    parents: parents.map(parent => parent.hash),
    ...{ url: undefined, isSigned: undefined },
  };
}

const PULL_STATES: Readonly<Record<string, PullRequestState>> = {
  OPEN: 'open',
  MERGED: 'merged',
};

/** Hashes here may be short: see {@link toPullRequest}. */
export function toPullRequest(wire: PullWire): PullRequest {
  const state = PULL_STATES[wire.state] ?? 'closed';
  return {
    number: wire.id,
    url: wire.links.html.href,
    title: wire.title,
    description: wire.description,
    state,
    isDraft: wire.draft ?? false,
    head: {
      name: wire.source.branch.name,
      head: wire.source.commit?.hash ?? '',
    },
    base: wire.destination.branch.name,
    author: toUser(wire.author),
    labels: [],
    reviewers: (wire.reviewers ?? []).map(toUser),
    mergeCommit: state === 'merged' ? wire.merge_commit?.hash : undefined,
  };
}

const REVIEW_STATES: Readonly<Record<string, Review['state']>> = {
  approved: 'approved',
  changes_requested: 'changes-requested',
};

/** Nothing for who has not judged. */
export function toReviews(wire: ParticipantWire): Review[] {
  const state = REVIEW_STATES[wire.state ?? ''];
  if (state === undefined) return [];
  return [
    {
      ...{ user: toUser(wire.user), state, commit: undefined },
      submittedAt: wire.participated_on ?? undefined,
    },
  ];
}

export function toComment({ id, content, user }: CommentWire): Comment {
  return { id: String(id), body: content.raw, author: toUser(user) };
}

/** Key of a status: its context, or what stands for a long one. */
export function toKey(context: string): string {
  if (context.length <= MAX_KEY) return context;
  return createHash('sha1').update(context).digest('hex');
}

const COMMIT_STATES: Readonly<Record<string, CommitState>> = {
  SUCCESSFUL: 'success',
  FAILED: 'failure',
  STOPPED: 'error',
};
export const STATE_NAMES: Readonly<Record<CommitState, string>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'STOPPED',
};

export function toStatus(wire: StatusWire): CommitStatus {
  return {
    context: wire.name || wire.key,
    state: COMMIT_STATES[wire.state] ?? 'pending',
    description: wire.description ?? '',
    targetUrl: wire.url,
  };
}

const CHANGES: Readonly<Record<string, ChangedFile['change']>> = {
  added: 'added',
  removed: 'removed',
  renamed: 'renamed',
};

export function toChangedFile(wire: DiffStatWire): ChangedFile {
  const change = CHANGES[wire.status] ?? 'modified';
  return {
    path: (wire.new ?? wire.old)?.path ?? '',
    change,
    previousPath: change === 'renamed' ? wire.old?.path : undefined,
  };
}

/** Names of strategies. */
export const STRATEGIES: Readonly<Record<MergeMethod, string>> = {
  merge: 'merge_commit',
  squash: 'squash',
  rebase: 'rebase_fast_forward',
};

const EVENTS: Readonly<Record<WebhookEvent, readonly string[]>> = {
  push: ['repo:push'],
  tag: ['repo:push'],
  'pull-request': [
    'pullrequest:created',
    'pullrequest:updated',
    'pullrequest:approved',
    'pullrequest:unapproved',
    'pullrequest:changes_request_created',
    'pullrequest:changes_request_removed',
    'pullrequest:fulfilled',
    'pullrequest:rejected',
  ],
};

/** Names of events of webhooks. */
export function toEvents(events: readonly WebhookEvent[]): string[] {
  return [...new Set(events.flatMap(event => EVENTS[event]))];
}
