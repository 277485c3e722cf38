import { GithubForge } from '../github/GithubForge';

import type {
  Edits,
  FakeComment,
  FakePull,
  FakeRepository,
  FakeUser,
  Refusal,
} from './FakeRepository';
import { ReplyError, required } from './StandIn';
import type { Dialect, Reply, Route, StandInRequest } from './StandIn';
import type { StandInForge } from './standInWorld';

/** GitHub's own limit; 30 where nothing is asked for. */
const page = <T>(items: readonly T[], { query }: StandInRequest): Reply => {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return { status: 200, json: items.slice(start, start + size) };
};

const unprocessable = (message: string): never => {
  const json = { message: 'Validation Failed', errors: [{ message }] };
  throw new ReplyError({ status: 422, json });
};

const userOf = ({ login, number }: FakeUser) => ({
  ...{ login, id: number, type: 'User' },
});

function pullOf(repo: FakeRepository, pull: FakePull) {
  const isMerged = pull.state === 'merged';
  return {
    ...{ number: pull.number, node_id: `PR_${pull.number}` },
    html_url: `https://github.com/${repo.owner}/${repo.name}/pull/${pull.number}`,
    ...{ title: pull.title, body: pull.description || null },
    ...{
      state: pull.state === 'open' ? 'open' : 'closed',
      draft: pull.isDraft,
    },
    user: userOf(pull.author),
    head: { ref: pull.head, sha: repo.headOf(pull) },
    base: { ref: pull.base },
    labels: pull.labels.map(name => ({ name })),
    requested_reviewers: pull.reviewers.map(userOf),
    merged_at: isMerged ? '2026-01-01T00:00:00Z' : null,
    merge_commit_sha: pull.mergeCommit ?? null,
  };
}

const commentOf = ({ id, body, user }: FakeComment) => ({
  ...{ id, body, user: userOf(user) },
});

const STATUS_OF_CHANGE = (path: string, change: string) => ({
  ...{ filename: path, status: change, sha: '' },
});

function refuse(refusal: Refusal, subject: string): Reply {
  const say = (status: number, message: string) => ({
    ...{ status, json: { message, status: String(status) } },
  });
  switch (refusal) {
    case 'missing':
      return say(404, 'Not Found');
    case 'exists':
      return say(422, `Reference already exists: ${subject}`);
    case 'stale':
      return say(
        409,
        'Head branch was modified. Review and try the merge again.',
      );
    case 'conflict':
    case 'draft':
    case 'closed':
      return say(405, 'Pull Request is not mergeable');
    default:
      return say(422, subject);
  }
}

interface GraphqlInput {
  readonly branch: { repositoryNameWithOwner: string; branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { headline: string; body?: string };
  readonly fileChanges: {
    additions: { path: string; contents: string }[];
    deletions: { path: string }[];
  };
}

function failQuery(type: string, message: string): never {
  const json = { data: null, errors: [{ type, message }] };
  throw new ReplyError({ status: 200, json });
}

function commitByQuery(repo: FakeRepository, input: GraphqlInput): Reply {
  const { branchName, repositoryNameWithOwner } = input.branch;
  if (
    repositoryNameWithOwner !== `${repo.owner}/${repo.name}` ||
    !repo.branches.has(branchName)
  ) {
    failQuery('NOT_FOUND', 'A ref with that name was not found.');
  }
  const head = repo.head(branchName);
  if (head !== input.expectedHeadOid) {
    failQuery(
      'STALE_DATA',
      `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`,
    );
  }
  const { additions, deletions } = input.fileChanges;
  for (const { path } of deletions) {
    if (!repo.commitAt(head).files.has(path)) {
      failQuery(
        'UNPROCESSABLE',
        `A path was requested for deletion which doesn't exist as of commit oid ${head}: ${path}`,
      );
    }
  }
  const edits: Edits = new Map<string, Buffer | undefined>([
    ...additions.map(
      ({ path, contents }) => [path, Buffer.from(contents, 'base64')] as const,
    ),
    ...deletions.map(({ path }) => [path, undefined] as const),
  ]);
  const { headline, body = '' } = input.message;
  const made = repo.commit(branchName, edits, `${headline}\n\n${body}`);
  const commit = {
    ...{ oid: made.hash, url: `https://github.com/commit/${made.hash}` },
    parents: { nodes: made.parents.map(oid => ({ oid })) },
    signature: { isValid: true },
  };
  return { status: 200, json: { data: { createCommitOnBranch: { commit } } } };
}

function graphql(repo: FakeRepository): Route {
  return {
    ...{ method: 'POST', pattern: /^\/api\/graphql$/ },
    handle: ({ json, user }) => {
      const query = required<string>(json, 'query', 'string');
      const variables = (json.variables ?? {}) as Record<string, unknown>;
      if (query.includes('viewer')) {
        return { status: 200, json: { data: { viewer: userOf(user) } } };
      }
      if (query.includes('createCommitOnBranch')) {
        return commitByQuery(repo, variables.input as GraphqlInput);
      }
      const number = Number(String(variables.id).replace('PR_', ''));
      repo.pull(number).isDraft = query.includes('convertPullRequestToDraft');
      return { status: 200, json: { data: {} } };
    },
  };
}

type Handler = Route['handle'];

/** Routes below the repository. */
function router(repo: FakeRepository) {
  const root = `^/api/v3/repos/${repo.owner}/${repo.name}`;
  return (method: string, path: string, handle: Handler): Route => ({
    ...{ method, pattern: new RegExp(`${root}${path}$`), handle },
  });
}

function refRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  return [
    on('GET', '', () => ({
      status: 200,
      json: {
        ...{ name: repo.name, owner: { login: repo.owner } },
        html_url: 'https://github.com/acme/fleet',
        clone_url: 'https://github.com/acme/fleet.git',
        ...{ default_branch: 'main', private: true, archived: false },
      },
    })),
    on('GET', '/git/ref/heads(?:%2F|/)([^?]+)', ({ params: [name] }) => ({
      ...{ status: 200, json: { object: { sha: repo.head(name) } } },
    })),
    on('POST', '/git/refs', ({ json }) => {
      const ref = required<string>(json, 'ref', 'string');
      const sha = required<string>(json, 'sha', 'string');
      if (!ref.startsWith('refs/heads/')) unprocessable('ref');
      if (!repo.commits.has(sha)) unprocessable('Object does not exist');
      repo.createBranch(ref.slice('refs/heads/'.length), sha);
      return { status: 201, json: { ref } };
    }),
    on('DELETE', '/git/refs/heads(?:%2F|/)([^?]+)', ({ params: [name] }) => {
      if (!repo.branches.has(name)) unprocessable('Reference does not exist');
      repo.deleteBranch(name);
      return { status: 204 };
    }),
    on('GET', '/contents/(.+)', ({ params: [path], query, headers }) => {
      if (!headers.accept?.includes('raw')) unprocessable('not raw');
      const bytes = repo.fileAt(path, query.get('ref') ?? 'main');
      const type = 'application/vnd.github.raw+json; charset=utf-8';
      return { status: 200, bytes, headers: { 'content-type': type } };
    }),
    on('GET', '/compare/(.+)\\.\\.\\.(.+)', request => {
      const [base, head] = request.params;
      const commits = repo.commitsBetween(base, head).reverse();
      const shown = page(
        commits.map(sha => ({ sha })),
        request,
      );
      const files = repo.compared(base, head);
      const json = {
        ...{ total_commits: commits.length, commits: shown.json },
        files: files.map(({ path, change }) => STATUS_OF_CHANGE(path, change)),
      };
      return { status: 200, json };
    }),
    on('GET', '/commits/([^/]+)/status', request => ({
      status: 200,
      json: {
        statuses: page(
          repo.latestStatuses(request.params[0]).map(status => ({
            ...{ context: status.context, state: status.state },
            ...{ description: status.description, target_url: status.url },
          })),
          request,
        ).json,
      },
    })),
    on('POST', '/statuses/([^/]+)', ({ params: [sha], json }) => {
      const state = required<'pending'>(json, 'state', 'string');
      const description = String(json.description ?? '');
      if (description.length > 140) unprocessable('description is too long');
      if (!repo.commits.has(sha)) unprocessable('No commit found for SHA');
      const context = String(json.context ?? 'default');
      const url = String(json.target_url ?? '');
      repo.setStatus(sha, { context, state, description, url });
      return { status: 201, json: {} };
    }),
  ];
}

function createPull(repo: FakeRepository, request: StandInRequest): Reply {
  const { json, user } = request;
  const [head, base, title] = ['head', 'base', 'title'].map(name =>
    required<string>(json, name, 'string'),
  );
  const isThere = repo.pulls.some(
    pull => pull.state === 'open' && pull.head === head && pull.base === base,
  );
  if (isThere) {
    unprocessable(`A pull request already exists for ${repo.owner}:${head}.`);
  }
  [head, base].forEach(name => {
    if (!repo.branches.has(name)) unprocessable(`${name} is invalid`);
  });
  const pull = repo.openPull({
    ...{ author: user, head, base, title },
    ...{ description: String(json.body ?? ''), isDraft: json.draft === true },
  });
  return { status: 201, json: pullOf(repo, pull) };
}

function pullRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const show = (pull: FakePull): Reply => ({
    ...{ status: 200, json: pullOf(repo, pull) },
  });
  const pullAt = ({ params }: StandInRequest) => repo.pull(Number(params[0]));
  const usersIn = ({ json }: StandInRequest) =>
    required<string[]>(json, 'reviewers', 'object').map(
      login =>
        repo.users.find(user => user.login === login) ??
        unprocessable(
          'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator.',
        ),
    );
  return [
    on('GET', '/pulls', request => {
      const { query } = request;
      const state = query.get('state') ?? 'open';
      const [head, base] = [query.get('head'), query.get('base')];
      const found = repo.pulls.filter(
        pull =>
          (!head || head === `${repo.owner}:${pull.head}`) &&
          (!base || base === pull.base) &&
          (state === 'all' || (state === 'open') === (pull.state === 'open')),
      );
      const shown = found.map(pull => pullOf(repo, pull)).reverse();
      return page(shown, request);
    }),
    on('POST', '/pulls', request => createPull(repo, request)),
    on('GET', '/pulls/(\\d+)', request => show(pullAt(request))),
    on('PATCH', '/pulls/(\\d+)', request => {
      const pull = pullAt(request);
      const { title, body, state } = request.json;
      if (title !== undefined) pull.title = String(title);
      if (body !== undefined) pull.description = String(body);
      if (state === 'closed') pull.state = 'closed';
      return show(pull);
    }),
    on('PUT', '/issues/(\\d+)/labels', request => {
      const labels = required<string[]>(request.json, 'labels', 'object');
      pullAt(request).labels = [...labels];
      return { status: 200, json: labels.map(name => ({ name })) };
    }),
    on('POST', '/pulls/(\\d+)/requested_reviewers', request => {
      const pull = pullAt(request);
      pull.reviewers = [...pull.reviewers, ...usersIn(request)];
      return { ...show(pull), status: 201 };
    }),
    on('DELETE', '/pulls/(\\d+)/requested_reviewers', request => {
      const pull = pullAt(request);
      const gone = usersIn(request);
      pull.reviewers = pull.reviewers.filter(user => !gone.includes(user));
      return show(pull);
    }),
    on('GET', '/pulls/(\\d+)/files', request => {
      const { base, ...pull } = pullAt(request);
      const files = repo.compared(base, repo.headOf({ base, ...pull }));
      return page(
        files.map(({ path, change }) => STATUS_OF_CHANGE(path, change)),
        request,
      );
    }),
    on('GET', '/pulls/(\\d+)/reviews', request =>
      page(
        pullAt(request).reviews.map(({ user, state, commit, at }) => ({
          ...{ user: userOf(user), commit_id: commit, submitted_at: at },
          state: state.toUpperCase().replace('-', '_'),
        })),
        request,
      ),
    ),
    on('PUT', '/pulls/(\\d+)/merge', request => {
      const { sha, merge_method: method } = request.json;
      if (!['merge', 'squash', 'rebase'].includes(String(method))) {
        unprocessable('merge_method');
      }
      const how = method as 'merge';
      const hash = repo.merge(pullAt(request), how, String(sha));
      return { status: 200, json: { sha: hash, merged: true } };
    }),
    on('GET', '/issues/(\\d+)/comments', request =>
      page(pullAt(request).comments.map(commentOf), request),
    ),
    on('POST', '/issues/(\\d+)/comments', request => {
      const body = required<string>(request.json, 'body', 'string');
      const comment = repo.addComment(pullAt(request), request.user, body);
      return { status: 201, json: commentOf(comment) };
    }),
    on('PATCH', '/issues/comments/(\\d+)', ({ params, json }) => {
      const comment = repo.comment(Number(params[0]));
      comment.body = required<string>(json, 'body', 'string');
      return { status: 200, json: commentOf(comment) };
    }),
  ];
}

function settingRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const hookFields = (json: StandInRequest['json']) => {
    const config = required<Record<string, string>>(json, 'config', 'object');
    if (!config.url || config.content_type !== 'json') unprocessable('config');
    const events = required<string[]>(json, 'events', 'object');
    return { url: config.url, secret: config.secret, events };
  };
  return [
    on('GET', '/hooks', request =>
      page(
        repo.hooks.map(({ id, url }) => ({
          ...{ id, config: { url, secret: '********' } },
        })),
        request,
      ),
    ),
    on('POST', '/hooks', ({ json }) => {
      const id = repo.nextId();
      repo.hooks.push({ id, ...hookFields(json) });
      return { status: 201, json: { id } };
    }),
    on('PATCH', '/hooks/(\\d+)', ({ params: [id], json }) => {
      const hook = repo.hooks.find(one => one.id === Number(id));
      if (!hook) return refuse('missing', id);
      Object.assign(hook, hookFields(json));
      return { status: 200, json: { id: hook.id } };
    }),
    on('DELETE', '/hooks/(\\d+)', ({ params: [id] }) => {
      repo.remove(repo.hooks, Number(id));
      return { status: 204 };
    }),
    on('GET', '/keys', request =>
      page(
        repo.keys.map(({ id, title, key, isReadOnly }) => ({
          ...{ id, title, key, read_only: isReadOnly },
        })),
        request,
      ),
    ),
    on('POST', '/keys', ({ json }) => {
      const key = required<string>(json, 'key', 'string');
      const isReadOnly = json.read_only === true;
      const made = repo.addKey(String(json.title ?? ''), key, isReadOnly);
      return { status: 201, json: { id: made.id } };
    }),
    on('DELETE', '/keys/(\\d+)', ({ params: [id] }) => {
      repo.remove(repo.keys, Number(id));
      return { status: 204 };
    }),
  ];
}

function dialect(repo: FakeRepository): Dialect {
  return {
    routes: [
      graphql(repo),
      ...refRoutes(repo),
      ...pullRoutes(repo),
      ...settingRoutes(repo),
    ],
    authenticate: ({ authorization, 'user-agent': agent }) =>
      // GitHub refuses requests without a user agent.
      agent
        ? repo.users.find(({ token }) => authorization === `Bearer ${token}`)
        : undefined,
    unauthorized: { status: 401, json: { message: 'Bad credentials' } },
    refuse,
  };
}

/**
 * One file: its objects and routes are read together, beside the reference.
 * @see docs.github.com, "REST API" and "GraphQL API"
 */
export const githubStandIn: StandInForge = {
  owner: 'acme',
  apiPath: '/api/v3',
  dialect,
  credentials: token => ({ authorization: `Bearer ${token}` }),
  connect: (http, address) => new GithubForge(http, address),
  severalPages: 105,
};
