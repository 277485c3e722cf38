import { BitbucketForge } from '../bitbucket/BitbucketForge';
import type {
  FakeComment,
  FakePull,
  FakeRepository,
  FakeUser,
  Refusal,
} from './FakeRepository';
import { ReplyError, required } from './StandIn';
import type { Dialect, Reply, Route, StandInRequest } from './StandIn';
import type { StandInForge } from './standInWorld';

/** Pages of 10, at most 100, each with the address of the next. */
const page = <T>(items: readonly T[], { query }: StandInRequest): Reply => {
  const size = Math.min(Number(query.get('pagelen') ?? 10), 100);
  const number = Number(query.get('page') ?? 1);
  const isLast = number * size >= items.length;
  const next = `https://api.bitbucket.org/2.0/elsewhere?page=${number + 1}`;
  return {
    status: 200,
    json: {
      values: items.slice((number - 1) * size, number * size),
      ...(isLast ? {} : { next }),
    },
  };
};

const error = (status: number, message: string): Reply => ({
  ...{ status, json: { type: 'error', error: { message } } },
});

function fail(status: number, message: string): never {
  throw new ReplyError(error(status, message));
}

const userOf = ({ name, login, guid }: FakeUser) => ({
  ...{ account_id: `557058:${login}`, uuid: `{${guid}}`, display_name: name },
});

/** Hashes of a pull request are short. */
const short = (hash: string) => ({ hash: hash.slice(0, 12) });

function pullOf(repo: FakeRepository, pull: FakePull) {
  const states = { open: 'OPEN', merged: 'MERGED', closed: 'DECLINED' };
  const last = new Map(pull.reviews.map(review => [review.user, review]));
  return {
    ...{ id: pull.number, title: pull.title, description: pull.description },
    ...{ state: states[pull.state], draft: pull.isDraft },
    author: userOf(pull.author),
    reviewers: pull.reviewers.map(userOf),
    participants: [...last.values()].map(({ user, state, at }) => ({
      ...{ user: userOf(user), participated_on: at },
      state: state.replace('-', '_'),
    })),
    source: {
      branch: { name: pull.head },
      commit: short(repo.headOf(pull)),
    },
    destination: { branch: { name: pull.base }, commit: null },
    merge_commit: pull.mergeCommit ? short(pull.mergeCommit) : null,
    links: {
      html: {
        href: `https://bitbucket.org/acme/fleet/pull-requests/${pull.number}`,
      },
    },
  };
}

const commentOf = ({ id, body, user }: FakeComment) => ({
  ...{ id, content: { raw: body }, user: userOf(user), deleted: false },
});

function refuse(refusal: Refusal, subject: string): Reply {
  switch (refusal) {
    case 'missing':
      return error(404, `${subject} not found`);
    case 'stale':
      return error(409, 'The branch has moved');
    case 'conflict':
      return error(400, "This pull request can't be merged: conflicts");
    case 'closed':
      return error(400, 'This pull request is already fulfilled');
    default:
      return error(400, subject);
  }
}

/** Fields of a multipart form, by the boundary of its type. */
async function formOf({ headers, bytes }: StandInRequest): Promise<FormData> {
  const type = headers['content-type'] ?? '';
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type },
  }).formData();
}

async function commit(
  repo: FakeRepository,
  request: StandInRequest,
): Promise<Reply> {
  const form = await formOf(request);
  const [branch, parents, message] = ['branch', 'parents', 'message'].map(
    name => String(form.get(name) ?? fail(400, `${name} is missing`)),
  );
  const edits = new Map<string, Buffer | undefined>();
  for (const path of form.getAll('files')) {
    edits.set(String(path).slice(1), undefined);
  }
  for (const [name, value] of form.entries()) {
    if (name.startsWith('/')) {
      const blob = typeof value === 'string' ? new Blob([value]) : value;
      edits.set(name.slice(1), Buffer.from(await blob.arrayBuffer()));
    }
  }
  const { hash } = repo.commit(branch, edits, message, parents);
  const location = `https://api.bitbucket.org/2.0/repositories/acme/fleet/commit/${hash}`;
  return { status: 201, headers: { location } };
}

type Handler = Route['handle'];

function router(repo: FakeRepository) {
  const root = `^/2.0/repositories/${repo.owner}/${repo.name}`;
  return (method: string, path: string, handle: Handler): Route => ({
    ...{ method, pattern: new RegExp(`${root}${path}$`), handle },
  });
}

function refRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const branch = '/refs/branches/([^/]+)';
  const commitOf = (ref: string) => {
    const hash = [...repo.commits.keys()].find(
      full => ref.length >= 7 && full.startsWith(ref),
    );
    return repo.commitAt(hash ?? ref);
  };
  return [
    on('GET', '', () => ({
      status: 200,
      json: {
        ...{ slug: repo.name, workspace: { slug: repo.owner } },
        ...{ is_private: true, mainbranch: { name: 'main' } },
        links: {
          html: { href: 'https://bitbucket.org/acme/fleet' },
          clone: [
            { name: 'https', href: 'https://bitbucket.org/acme/fleet.git' },
          ],
        },
      },
    })),
    on('GET', branch, ({ params: [name] }) => ({
      ...{ status: 200, json: { name, target: { hash: repo.head(name) } } },
    })),
    on('POST', '/refs/branches', ({ json }) => {
      const name = required<string>(json, 'name', 'string');
      const { hash } = required<{ hash: string }>(json, 'target', 'object');
      if (repo.branches.has(name))
        fail(400, `Branch "${name}" already exists.`);
      if (!repo.commits.has(hash)) fail(400, 'target.hash is no commit');
      repo.createBranch(name, hash);
      return { status: 201, json: { name } };
    }),
    on('DELETE', branch, ({ params: [name] }) => {
      repo.deleteBranch(name);
      return { status: 204 };
    }),
    on('POST', '/src', request => commit(repo, request)),
    on('GET', '/src/([0-9a-f]{40})/(.+)', ({ params: [ref, path], query }) => {
      const bytes = repo.fileAt(path, ref);
      const isMeta = query.get('format') === 'meta';
      return { status: 200, ...(isMeta ? { json: { path } } : { bytes }) };
    }),
    on('GET', '/commit/([^/]+)', ({ params: [ref] }) => {
      const { hash, parents } = commitOf(ref);
      const json = { hash, parents: parents.map(parent => ({ hash: parent })) };
      return { status: 200, json };
    }),
    on('GET', '/commits/([0-9a-f]{40})', request => {
      const base = request.query.get('exclude') ?? '';
      const hashes = repo.commitsBetween(base, request.params[0]);
      return page(
        hashes.map(hash => ({ hash, parents: [] })),
        request,
      );
    }),
    on('GET', '/diffstat/([0-9a-f]+)\\.\\.([0-9a-f]+)', request => {
      const [head, base] = request.params;
      return page(diffStat(repo, base, head), request);
    }),
    on('GET', '/commit/([^/]+)/statuses', request =>
      page(
        repo.latestStatuses(request.params[0]).map(status => ({
          ...{ key: status.context, name: status.context },
          ...{ state: status.state, description: status.description },
          url: status.url,
        })),
        request,
      ),
    ),
    on('POST', '/commit/([^/]+)/statuses/build', ({ params, json }) => {
      const [key, url, state] = ['key', 'url', 'state'].map(name =>
        required<string>(json, name, 'string'),
      );
      if (key.length > 40) fail(400, 'key is too long');
      const known = ['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'STOPPED'];
      if (!known.includes(state)) fail(400, 'state');
      repo.setStatus(params[0], {
        ...{ context: String(json.name), state: state as 'success', url },
        description: String(json.description ?? ''),
      });
      return { status: 201, json: {} };
    }),
  ];
}

function diffStat(repo: FakeRepository, base: string, head: string) {
  return repo.compared(base, head).map(({ path, change }) => ({
    status: change,
    old: change === 'added' ? null : { path },
    new: change === 'removed' ? null : { path },
  }));
}

/** `name="value"` of a filter. */
function filterValue(query: URLSearchParams, name: string): string | undefined {
  const pattern = new RegExp(`${name}="([^"]*)"`);
  return pattern.exec(query.get('q') ?? '')?.[1];
}

function pullRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const show = (pull: FakePull, status = 200): Reply => ({
    ...{ status, json: pullOf(repo, pull) },
  });
  const pullAt = ({ params }: StandInRequest) => repo.pull(Number(params[0]));
  const reviewersIn = ({ json }: StandInRequest) =>
    ((json.reviewers ?? []) as { uuid?: string; account_id?: string }[]).map(
      ({ uuid, account_id }) =>
        repo.users.find(
          user =>
            uuid === `{${user.guid}}` || account_id === `557058:${user.login}`,
        ) ?? fail(400, 'reviewers: Malformed reviewers list'),
    );
  const one = '/pullrequests/(\\d+)';
  return [
    on('GET', '/pullrequests', request => {
      const { query } = request;
      const states = query.getAll('state');
      const head = filterValue(query, 'source.branch.name');
      const base = filterValue(query, 'destination.branch.name');
      const found = repo.pulls
        .map(pull => pullOf(repo, pull))
        .filter(
          pull =>
            (states.length === 0 ? ['OPEN'] : states).includes(pull.state) &&
            (!head || head === pull.source.branch.name) &&
            (!base || base === pull.destination.branch.name),
        );
      if (Number(query.get('pagelen')) > 50) fail(400, 'Invalid pagelen');
      return page(found.reverse(), request);
    }),
    on('POST', '/pullrequests', request => {
      const { json, user } = request;
      const title = required<string>(json, 'title', 'string');
      const [head, base] = ['source', 'destination'].map(
        side =>
          required<{ branch: { name: string } }>(json, side, 'object').branch
            .name,
      );
      if (!repo.branches.has(head)) fail(400, 'source: branch not found');
      const pull = repo.openPull({
        ...{ author: user, head, base, title, isDraft: json.draft === true },
        description: String(json.description ?? ''),
        reviewers: reviewersIn(request),
      });
      return show(pull, 201);
    }),
    on('GET', one, request => show(pullAt(request))),
    on('PUT', one, request => {
      const pull = pullAt(request);
      Object.assign(pull, {
        title: required<string>(request.json, 'title', 'string'),
        description: String(request.json.description ?? ''),
        isDraft: request.json.draft === true,
        reviewers: reviewersIn(request),
      });
      return show(pull);
    }),
    on('POST', `${one}/decline`, request => {
      pullAt(request).state = 'closed';
      return show(pullAt(request));
    }),
    on('POST', `${one}/merge`, request => {
      const strategy = request.json.merge_strategy;
      const methods: Record<string, 'merge' | 'squash' | 'rebase'> = {
        ...{ merge_commit: 'merge', squash: 'squash' },
        rebase_fast_forward: 'rebase',
      };
      const method = methods[String(strategy)] ?? fail(400, 'merge_strategy');
      repo.merge(pullAt(request), method, undefined);
      return show(pullAt(request));
    }),
    on('GET', `${one}/diffstat`, request => {
      const pull = pullAt(request);
      return page(diffStat(repo, pull.base, repo.headOf(pull)), request);
    }),
    on('GET', `${one}/comments`, request =>
      page(pullAt(request).comments.map(commentOf), request),
    ),
    on('POST', `${one}/comments`, request => {
      const content = required<{ raw: string }>(
        ...([request.json, 'content', 'object'] as const),
      );
      const made = repo.addComment(pullAt(request), request.user, content.raw);
      return { status: 201, json: commentOf(made) };
    }),
    on('PUT', `${one}/comments/(\\d+)`, ({ params, json }) => {
      const comment = repo.comment(Number(params[1]));
      comment.body = required<{ raw: string }>(json, 'content', 'object').raw;
      return { status: 200, json: commentOf(comment) };
    }),
  ];
}

function settingRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const hook = '/hooks/%7B([^/]+)%7D';
  const hookFields = (json: StandInRequest['json']) => ({
    url: required<string>(json, 'url', 'string'),
    secret: required<string>(json, 'secret', 'string'),
    events: required<string[]>(json, 'events', 'object'),
  });
  return [
    on('GET', '/hooks', request =>
      page(
        repo.hooks.map(({ id, url }) => ({ uuid: `{${id}}`, url })),
        request,
      ),
    ),
    on('POST', '/hooks', ({ json }) => {
      repo.hooks.push({ id: repo.nextId(), ...hookFields(json) });
      return { status: 201, json: {} };
    }),
    on('PUT', hook, ({ params: [id], json }) => {
      const found = repo.hooks.find(one => one.id === Number(id));
      if (!found) return refuse('missing', id);
      Object.assign(found, hookFields(json));
      return { status: 200, json: {} };
    }),
    on('DELETE', hook, ({ params: [id] }) => {
      repo.remove(repo.hooks, Number(id));
      return { status: 204 };
    }),
    on('GET', '/deploy-keys', request =>
      page(
        repo.keys.map(({ id, key, title }) => ({ id, key, label: title })),
        request,
      ),
    ),
    on('POST', '/deploy-keys', ({ json }) => {
      const key = required<string>(json, 'key', 'string');
      repo.addKey(String(json.label ?? ''), key, true);
      return { status: 200, json: {} };
    }),
    on('DELETE', '/deploy-keys/(\\d+)', ({ params: [id] }) => {
      repo.remove(repo.keys, Number(id));
      return { status: 204 };
    }),
  ];
}

function dialect(repo: FakeRepository): Dialect {
  return {
    routes: [
      {
        ...{ method: 'GET', pattern: /^\/2\.0\/user$/ },
        handle: ({ user }) => ({ status: 200, json: userOf(user) }),
      },
      ...refRoutes(repo),
      ...pullRoutes(repo),
      ...settingRoutes(repo),
    ],
    authenticate: ({ authorization = '' }) => {
      const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64');
      return repo.users.find(
        ({ login, token }) =>
          basic.toString('utf8') === `${login}@example.com:${token}`,
      );
    },
    unauthorized: error(401, 'Token is invalid'),
    refuse,
  };
}

/**
 * One file: its objects and routes are read together, beside the reference.
 * @see developer.atlassian.com, "The Bitbucket Cloud REST API"
 */
export const bitbucketStandIn: StandInForge = {
  owner: 'acme',
  apiPath: '/2.0',
  dialect,
  credentials: token => {
    const login = token.replace('token-of-', '');
    const basic = Buffer.from(`${login}@example.com:${token}`);
    return { authorization: `Basic ${basic.toString('base64')}` };
  },
  connect: (http, address) => new BitbucketForge(http, address),
  severalPages: 105,
};
