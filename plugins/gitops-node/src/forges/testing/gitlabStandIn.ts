import { GitlabForge } from '../gitlab/GitlabForge';
import type {
  Difference,
  FakeComment,
  FakePull,
  FakeRepository,
  FakeUser,
  Refusal,
} from './FakeRepository';
import { ReplyError, required } from './StandIn';
import type { Dialect, Reply, Route, StandInRequest } from './StandIn';
import type { StandInForge } from './standInWorld';

/** Pages of 20, at most 100, with links. */
const page = <T>(items: readonly T[], { query }: StandInRequest): Reply => {
  const size = Math.min(Number(query.get('per_page') ?? 20), 100);
  const number = Number(query.get('page') ?? 1);
  const isLast = number * size >= items.length;
  const link = isLast ? '' : `<https://gitlab/?page=${number + 1}>; rel="next"`;
  return {
    status: 200,
    json: items.slice((number - 1) * size, number * size),
    headers: { 'x-per-page': String(size), ...(link ? { link } : {}) },
  };
};

function fail(status: number, message: unknown): never {
  throw new ReplyError({ status, json: { message } });
}

const userOf = ({ login, name, number }: FakeUser) => ({
  ...{ id: number, username: login, name },
});

function pullOf(repo: FakeRepository, pull: FakePull) {
  return {
    ...{ iid: pull.number, title: pull.title, description: pull.description },
    web_url: `https://gitlab.com/acme/apps/fleet/-/merge_requests/${pull.number}`,
    state: pull.state === 'open' ? 'opened' : pull.state,
    draft: /^draft:/i.test(pull.title),
    ...{ author: userOf(pull.author), labels: pull.labels },
    reviewers: pull.reviewers.map(userOf),
    ...{ source_branch: pull.head, target_branch: pull.base },
    sha: repo.headOf(pull),
    merge_commit_sha: pull.mergeCommit ?? null,
    ...{ squash_commit_sha: null, detailed_merge_status: 'mergeable' },
  };
}

const noteOf = ({ id, body, user }: FakeComment) => ({
  ...{ id, body, author: userOf(user), system: false },
});

const diffOf = ({ path, change }: Difference) => ({
  ...{ old_path: path, new_path: path, renamed_file: false },
  ...{ new_file: change === 'added', deleted_file: change === 'removed' },
});

function refuse(refusal: Refusal, subject: string): Reply {
  const say = (status: number, message: unknown) => ({
    ...{ status, json: { message } },
  });
  switch (refusal) {
    case 'missing':
      return say(404, `404 ${subject} Not Found`);
    case 'exists':
      return say(400, 'has already been taken');
    case 'stale':
      return say(409, 'SHA does not match HEAD of source branch');
    case 'conflict':
      return say(422, 'Branch cannot be merged');
    case 'draft':
    case 'closed':
      return say(405, '405 Method Not Allowed');
    default:
      return say(400, subject);
  }
}

type Handler = Route['handle'];

function router(repo: FakeRepository) {
  const id = encodeURIComponent(`${repo.owner}/${repo.name}`);
  return (method: string, path: string, handle: Handler): Route => ({
    method,
    pattern: new RegExp(`^/api/v4/projects/${id}${path}$`),
    handle,
  });
}

interface Action {
  readonly action: string;
  readonly file_path: string;
  readonly content?: string;
  readonly encoding?: string;
  readonly last_commit_id?: string;
}

function commit(repo: FakeRepository, { json }: StandInRequest): Reply {
  const branch = required<string>(json, 'branch', 'string');
  const message = required<string>(json, 'commit_message', 'string');
  const actions = required<Action[]>(json, 'actions', 'object');
  const { files } = repo.commitAt(repo.head(branch));
  const edits = actions.map(action => {
    const { file_path: path, content = '', encoding = 'text' } = action;
    const isThere = files.has(path);
    if (isThere && action.action === 'create') {
      fail(400, 'A file with this name already exists');
    }
    if (!isThere && action.action !== 'create') {
      fail(400, "A file with this name doesn't exist");
    }
    if (
      action.last_commit_id &&
      repo.lastChange(path, branch) !== action.last_commit_id
    ) {
      fail(
        400,
        'You are attempting to update a file that has changed since you started editing it.',
      );
    }
    const bytes = Buffer.from(
      content,
      encoding === 'base64' ? 'base64' : 'utf8',
    );
    return [path, action.action === 'delete' ? undefined : bytes] as const;
  });
  const made = repo.commit(branch, new Map(edits), message);
  const json_ = { id: made.hash, parent_ids: made.parents };
  return { status: 201, json: { ...json_, web_url: 'https://gitlab.com/c' } };
}

function refRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const branch = '/repository/branches/([^/]+)';
  const file = '/repository/files/([^/]+)';
  return [
    on('GET', '', () => ({
      status: 200,
      json: {
        ...{ path: repo.name, namespace: { full_path: repo.owner } },
        web_url: 'https://gitlab.com/acme/apps/fleet',
        http_url_to_repo: 'https://gitlab.com/acme/apps/fleet.git',
        ...{ default_branch: 'main', visibility: 'private', archived: false },
      },
    })),
    on('GET', branch, ({ params: [name] }) => ({
      ...{ status: 200, json: { name, commit: { id: repo.head(name) } } },
    })),
    on('POST', '/repository/branches', ({ query }) => {
      const [name, ref] = [query.get('branch') ?? '', query.get('ref') ?? ''];
      if (repo.branches.has(name)) fail(400, 'Branch already exists');
      if (!repo.commits.has(ref)) fail(400, `Invalid reference name: ${ref}`);
      repo.createBranch(name, ref);
      return { status: 201, json: { name } };
    }),
    on('DELETE', branch, ({ params: [name] }) => {
      repo.deleteBranch(name);
      return { status: 204 };
    }),
    on('GET', `${file}/raw`, ({ params: [path], query }) => ({
      ...{ status: 200, bytes: repo.fileAt(path, query.get('ref') ?? 'main') },
    })),
    on('HEAD', file, ({ params: [path], query }) => {
      const ref = query.get('ref') ?? fail(400, 'ref is missing');
      repo.fileAt(path, ref);
      const last = repo.lastChange(path, ref);
      return { status: 200, headers: { 'x-gitlab-last-commit-id': last } };
    }),
    on('POST', '/repository/commits', request => commit(repo, request)),
    on('GET', '/repository/compare', ({ query }) => {
      const [from, to] = ['from', 'to'].map(name => query.get(name) ?? '');
      const commits = repo.commitsBetween(from, to).reverse();
      const json = {
        commits: commits.map(id => ({ id })),
        diffs: repo.compared(from, to).map(diffOf),
      };
      return { status: 200, json };
    }),
    on('GET', '/repository/commits/([^/]+)/statuses', request =>
      page(
        repo.latestStatuses(request.params[0]).map(status => ({
          ...{ name: status.context, status: status.state },
          ...{ description: status.description, target_url: status.url },
        })),
        request,
      ),
    ),
    on('POST', '/statuses/([^/]+)', ({ params: [sha], json }) => {
      const state = required<string>(json, 'state', 'string');
      const known = ['pending', 'running', 'success', 'failed', 'canceled'];
      if (!known.includes(state))
        fail(400, 'state does not have a valid value');
      const context = String(json.name ?? 'default');
      const before = repo
        .latestStatuses(sha)
        .find(status => status.context === context);
      if (before && (before.state as string) === state) {
        fail(400, `Cannot transition status via :${state} from :${state}`);
      }
      repo.setStatus(sha, {
        ...{ context, state: state as 'success' },
        description: String(json.description ?? ''),
        url: String(json.target_url ?? ''),
      });
      return { status: 201, json: {} };
    }),
  ];
}

/** What an update gives a merge request. */
function setFields(
  repo: FakeRepository,
  pull: FakePull,
  json: StandInRequest['json'],
): void {
  const { title, description, labels, reviewer_ids: ids, state_event } = json;
  if (title !== undefined) pull.title = String(title);
  if (description !== undefined) pull.description = String(description);
  if (labels !== undefined) {
    pull.labels = String(labels).split(',').filter(Boolean);
  }
  if (Array.isArray(ids)) {
    pull.reviewers = ids.map(id => repo.user(user => user.number === id));
  }
  if (state_event === 'close') pull.state = 'closed';
  pull.isDraft = /^draft:/i.test(pull.title);
}

function pullRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const show = (pull: FakePull, status = 200): Reply => ({
    ...{ status, json: pullOf(repo, pull) },
  });
  const pullAt = ({ params }: StandInRequest) => repo.pull(Number(params[0]));
  const one = '/merge_requests/(\\d+)';
  return [
    on('GET', '/merge_requests', request => {
      const { query } = request;
      const state = query.get('state') ?? 'all';
      const [head, base] = ['source_branch', 'target_branch'].map(name =>
        query.get(name),
      );
      const found = repo.pulls
        .map(pull => pullOf(repo, pull))
        .filter(
          pull =>
            (!head || head === pull.source_branch) &&
            (!base || base === pull.target_branch) &&
            (state === 'all' || state === pull.state),
        );
      return page(found.reverse(), request);
    }),
    on('POST', '/merge_requests', ({ json, user }) => {
      const [head, base, title] = [
        ...['source_branch', 'target_branch', 'title'],
      ].map(name => required<string>(json, name, 'string'));
      if (!repo.branches.has(head)) fail(400, { source_branch: ['invalid'] });
      const there = repo.pulls.find(
        pull => pull.state === 'open' && pull.head === head,
      );
      if (there) {
        fail(409, [
          `Another open merge request already exists for this source branch: !${there.number}`,
        ]);
      }
      const pull = repo.openPull({ author: user, head, base, title });
      setFields(repo, pull, json);
      return show(pull, 201);
    }),
    on('GET', one, request => show(pullAt(request))),
    on('PUT', one, request => {
      const pull = pullAt(request);
      if (Object.keys(request.json).length === 0)
        fail(400, 'nothing to update');
      setFields(repo, pull, request.json);
      return show(pull);
    }),
    on('PUT', `${one}/merge`, request => {
      const pull = pullAt(request);
      const { sha, squash } = request.json;
      repo.merge(pull, squash ? 'squash' : 'merge', String(sha));
      return show(pull);
    }),
    on('GET', `${one}/diffs`, request => {
      const pull = pullAt(request);
      const files = repo.compared(pull.base, repo.headOf(pull));
      return page(files.map(diffOf), request);
    }),
    on('GET', `${one}/approvals`, request => {
      const last = latestOf(pullAt(request));
      const approvals = last.filter(({ state }) => state === 'approved');
      const json = approvals.map(({ user }) => ({ user: userOf(user) }));
      return { status: 200, json: { approved_by: json } };
    }),
    on('GET', `${one}/reviewers`, request => ({
      status: 200,
      json: latestOf(pullAt(request)).map(({ user, state }) => ({
        user: userOf(user),
        state: state === 'approved' ? 'approved' : 'requested_changes',
      })),
    })),
    on('GET', `${one}/notes`, request => {
      const notes = pullAt(request).comments.map(noteOf);
      const own = { ...notes[0], id: 1, body: 'changed title', system: true };
      const isAscending = request.query.get('sort') === 'asc';
      const all = [...(notes.length > 0 ? [own] : []), ...notes];
      return page(isAscending ? all : all.reverse(), request);
    }),
    on('POST', `${one}/notes`, request => {
      const body = required<string>(request.json, 'body', 'string');
      const note = repo.addComment(pullAt(request), request.user, body);
      return { status: 201, json: noteOf(note) };
    }),
    on('PUT', `${one}/notes/(\\d+)`, ({ params, json }) => {
      const note = repo.comment(Number(params[1]));
      note.body = required<string>(json, 'body', 'string');
      return { status: 200, json: noteOf(note) };
    }),
  ];
}

/** The last review of each user. */
function latestOf({ reviews }: FakePull) {
  return [...new Map(reviews.map(review => [review.user, review])).values()];
}

function settingRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const hookFields = (json: StandInRequest['json']) => ({
    url: required<string>(json, 'url', 'string'),
    secret: required<string>(json, 'token', 'string'),
    events: Object.keys(json).filter(name => json[name] === true),
  });
  const keyOf = (key: FakeRepository['keys'][number]) => ({
    ...{ id: key.id, title: key.title, key: key.key },
    can_push: !key.isReadOnly,
  });
  return [
    on('GET', '/hooks', request =>
      page(
        repo.hooks.map(({ id, url }) => ({ id, url })),
        request,
      ),
    ),
    on('POST', '/hooks', ({ json }) => {
      repo.hooks.push({ id: repo.nextId(), ...hookFields(json) });
      return { status: 201, json: {} };
    }),
    on('PUT', '/hooks/(\\d+)', ({ params: [id], json }) => {
      const hook = repo.hooks.find(found => found.id === Number(id));
      if (!hook) return refuse('missing', id);
      Object.assign(hook, hookFields(json));
      return { status: 200, json: {} };
    }),
    on('DELETE', '/hooks/(\\d+)', ({ params: [id] }) => {
      repo.remove(repo.hooks, Number(id));
      return { status: 204 };
    }),
    on('GET', '/deploy_keys', request => page(repo.keys.map(keyOf), request)),
    on('POST', '/deploy_keys', ({ json }) => {
      const title = required<string>(json, 'title', 'string');
      const key = required<string>(json, 'key', 'string');
      const made = repo.addKey(title, key, json.can_push !== true);
      return { status: 201, json: keyOf(made) };
    }),
    on('PUT', '/deploy_keys/(\\d+)', ({ params: [id], json }) => {
      const index = repo.keys.findIndex(key => key.id === Number(id));
      const isReadOnly = json.can_push !== true;
      repo.keys[index] = { ...repo.keys[index], isReadOnly };
      return { status: 200, json: keyOf(repo.keys[index]) };
    }),
    on('DELETE', '/deploy_keys/(\\d+)', ({ params: [id] }) => {
      repo.remove(repo.keys, Number(id));
      return { status: 204 };
    }),
  ];
}

function dialect(repo: FakeRepository): Dialect {
  return {
    routes: [
      {
        ...{ method: 'GET', pattern: /^\/api\/v4\/user$/ },
        handle: ({ user }) => ({ status: 200, json: userOf(user) }),
      },
      {
        ...{ method: 'GET', pattern: /^\/api\/v4\/users$/ },
        handle: ({ query }) => ({
          status: 200,
          json: repo.users
            .filter(({ login }) => login === query.get('username'))
            .map(userOf),
        }),
      },
      ...refRoutes(repo),
      ...pullRoutes(repo),
      ...settingRoutes(repo),
    ],
    authenticate: ({ authorization }) =>
      repo.users.find(({ token }) => authorization === `Bearer ${token}`),
    unauthorized: { status: 401, json: { message: '401 Unauthorized' } },
    refuse,
  };
}

/**
 * One file: its objects and routes are read together, beside the reference.
 * @see docs.gitlab.com, "REST API"
 */
export const gitlabStandIn: StandInForge = {
  owner: 'acme/apps',
  apiPath: '/api/v4',
  dialect,
  credentials: token => ({ authorization: `Bearer ${token}` }),
  connect: (http, address) => new GitlabForge(http, address),
  severalPages: 105,
};
