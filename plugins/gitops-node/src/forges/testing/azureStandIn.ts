import { AzureForge } from '../azure/AzureForge';
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

const ORGANIZATION = 'acme';
const PROJECT = 'my project';
const REPOSITORY_ID = '99999999-1111-4222-8333-444444444444';
const HEADS = 'refs/heads/';

function fail(status: number, message: string): never {
  throw new ReplyError({ status, json: { message, typeKey: 'x' } });
}

/** A part of a list, by the names that a resource uses. */
function part<T>(
  items: readonly T[],
  { query }: StandInRequest,
  [top, skip]: readonly [string, string] = ['$top', '$skip'],
): readonly T[] {
  const start = Number(query.get(skip) ?? 0);
  return items.slice(start, start + Number(query.get(top) ?? 100));
}

const list = (value: readonly unknown[]): Reply => ({
  ...{ status: 200, json: { count: value.length, value } },
});

const userOf = ({ guid, name }: FakeUser) => ({ id: guid, displayName: name });

function pullOf(repo: FakeRepository, pull: FakePull) {
  const states = { open: 'active', merged: 'completed', closed: 'abandoned' };
  const last = new Map(pull.reviews.map(review => [review.user, review]));
  const people = [...new Set([...pull.reviewers, ...last.keys()])];
  return {
    ...{ pullRequestId: pull.number, title: pull.title },
    ...{ description: pull.description, status: states[pull.state] },
    ...{ isDraft: pull.isDraft, mergeStatus: 'succeeded' },
    sourceRefName: `${HEADS}${pull.head}`,
    targetRefName: `${HEADS}${pull.base}`,
    createdBy: userOf(pull.author),
    reviewers: people.map(user => {
      const votes = { approved: 10, 'changes-requested': -10, commented: 0 };
      const state = last.get(user)?.state;
      return { ...userOf(user), vote: state ? votes[state] : 0 };
    }),
    labels: pull.labels.map(name => ({ name })),
    lastMergeSourceCommit: { commitId: repo.headOf(pull) },
    lastMergeCommit: { commitId: pull.mergeCommit ?? '0'.repeat(40) },
  };
}

const threadOf = (comment: FakeComment) => ({
  id: comment.id,
  threadContext: null,
  comments: [
    {
      ...{ id: 1, content: comment.body, commentType: 'text' },
      author: userOf(comment.user),
    },
  ],
});

function refuse(refusal: Refusal, subject: string): Reply {
  const statuses: Partial<Record<Refusal, number>> = {
    ...{ missing: 404, exists: 409, stale: 409, conflict: 409 },
  };
  const status = statuses[refusal] ?? 400;
  return { status, json: { message: `TF401000: ${refusal} ${subject}` } };
}

type Handler = Route['handle'];

/** Every request names the version that it speaks. */
function checked(handle: Handler): Handler {
  return request => {
    if (!request.query.get('api-version')?.startsWith('7.1')) {
      return fail(400, 'No api-version was supplied');
    }
    return handle(request);
  };
}

function router(repo: FakeRepository) {
  const project = encodeURIComponent(PROJECT);
  const root = `^/${ORGANIZATION}/${project}/_apis/git/repositories/${repo.name}`;
  return (method: string, path: string, handle: Handler): Route => ({
    ...{ method, pattern: new RegExp(`${root}${path}$`) },
    handle: checked(handle),
  });
}

/** A branch or a commit, as its type says. */
function version(
  repo: FakeRepository,
  query: URLSearchParams,
  names: readonly [string, string],
): string {
  const [ref, type] = names.map(name => query.get(name) ?? '');
  if (type === 'commit' && repo.commits.has(ref)) return ref;
  if (type === 'branch' && repo.branches.has(ref)) return ref;
  return fail(
    404,
    `TF401175: The version descriptor <${ref}> could not be resolved`,
  );
}

function updateRef(repo: FakeRepository, { bytes }: StandInRequest): Reply {
  const [{ name, oldObjectId, newObjectId }] = JSON.parse(
    bytes.toString('utf8'),
  ) as { name: string; oldObjectId: string; newObjectId: string }[];
  const none = '0'.repeat(40);
  const branch = name.replace(HEADS, '');
  const isUnknown = newObjectId !== none && !repo.commits.has(newObjectId);
  const isStale = (repo.branches.get(branch) ?? none) !== oldObjectId;
  if (isUnknown || isStale) {
    const updateStatus = isUnknown
      ? 'unresolvableToCommit'
      : 'staleOldObjectId';
    return list([{ name, success: false, updateStatus }]);
  }
  if (newObjectId === none) repo.deleteBranch(branch);
  else repo.createBranch(branch, newObjectId);
  return list([{ name, success: true, updateStatus: 'succeeded' }]);
}

interface Push {
  readonly refUpdates: { name: string; oldObjectId: string }[];
  readonly commits: {
    comment: string;
    changes: {
      changeType: string;
      item: { path: string };
      newContent?: { content: string; contentType: string };
    }[];
  }[];
}

function push(repo: FakeRepository, { json }: StandInRequest): Reply {
  const { refUpdates, commits } = json as unknown as Push;
  const [{ name, oldObjectId }] = refUpdates;
  const branch = name.replace(HEADS, '');
  const { files } = repo.commitAt(repo.head(branch));
  const edits = commits[0].changes.map(({ changeType, item, newContent }) => {
    const path = item.path.slice(1);
    if ((changeType === 'add') === files.has(path)) {
      fail(400, `TF402031: ${changeType} of ${path}`);
    }
    const isBase64 = newContent?.contentType === 'base64encoded';
    const encoding = isBase64 ? 'base64' : 'utf8';
    return [
      path,
      newContent && Buffer.from(newContent.content, encoding),
    ] as const;
  });
  const made = repo.commit(
    ...([branch, new Map(edits), commits[0].comment, oldObjectId] as const),
  );
  return { status: 201, json: { commits: [{ commitId: made.hash }] } };
}

const changesOf = (files: ReturnType<FakeRepository['compared']>) => [
  { changeType: 'edit', item: { path: '/apps', isFolder: true } },
  ...files.map(({ path, change }) => {
    const types = { added: 'add', modified: 'edit', removed: 'delete' };
    return {
      changeType: types[change],
      item: { path: `/${path}`, gitObjectType: 'blob' },
    };
  }),
];

function refRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  return [
    on('GET', '', () => ({
      status: 200,
      json: {
        ...{
          id: REPOSITORY_ID,
          name: repo.name,
          defaultBranch: `${HEADS}main`,
        },
        webUrl: 'https://dev.azure.com/acme/my%20project/_git/fleet',
        remoteUrl: 'https://acme@dev.azure.com/acme/my%20project/_git/fleet',
        ...{ isDisabled: false, project: { id: 'p', visibility: 'private' } },
      },
    })),
    on('GET', '/refs', ({ query }) => {
      const prefix = `refs/${query.get('filter') ?? ''}`;
      const refs = [...repo.branches].map(([name, objectId]) => ({
        ...{ name: `${HEADS}${name}`, objectId },
      }));
      return list(refs.filter(({ name }) => name.startsWith(prefix)));
    }),
    on('POST', '/refs', request => updateRef(repo, request)),
    on('GET', '/items', ({ query, headers }) => {
      const names = ['version', 'versionType'].map(
        name => `versionDescriptor.${name}`,
      ) as [string, string];
      const ref = version(repo, query, names);
      const bytes = repo.fileAt((query.get('path') ?? '').slice(1), ref);
      const isJson = query.get('$format') === 'json';
      if (!isJson && headers.accept !== 'application/octet-stream') {
        fail(400, 'no format');
      }
      return { status: 200, ...(isJson ? { json: {} } : { bytes }) };
    }),
    on('POST', '/pushes', request => push(repo, request)),
    on('GET', '/commits/([0-9a-f]{40})/statuses', request =>
      list(
        part(
          repo.latestStatuses(request.params[0]).map(status => ({
            ...{ state: status.state, description: status.description },
            ...{ targetUrl: status.url },
            context: { name: status.context, genre: 'gitops' },
          })),
          request,
          ['top', 'skip'],
        ),
      ),
    ),
    on('POST', '/commits/([0-9a-f]{40})/statuses', ({ params, json }) => {
      const state = required<string>(json, 'state', 'string');
      if (!['pending', 'succeeded', 'failed', 'error'].includes(state)) {
        fail(400, 'state');
      }
      const { name } = required<{ name: string }>(json, 'context', 'object');
      repo.setStatus(params[0], {
        ...{ context: name, state: state as 'success' },
        ...{
          description: String(json.description),
          url: String(json.targetUrl),
        },
      });
      return { status: 201, json: {} };
    }),
    on('GET', '/diffs/commits', request => {
      const { query } = request;
      const base = version(repo, query, ['baseVersion', 'baseVersionType']);
      const head = version(repo, query, ['targetVersion', 'targetVersionType']);
      const files = repo.compared(base, head);
      const changes = files.length > 0 ? changesOf(files) : [];
      return { status: 200, json: { changes: part(changes, request) } };
    }),
    on('GET', '/commits', request => {
      const ref = (side: string) =>
        version(repo, request.query, [
          `searchCriteria.${side}.version`,
          `searchCriteria.${side}.versionType`,
        ]);
      const hashes = repo.commitsBetween(
        ref('itemVersion'),
        ref('compareVersion'),
      );
      const commits = hashes.map(commitId => ({ commitId }));
      return list(
        part(commits, request, ['searchCriteria.$top', 'searchCriteria.$skip']),
      );
    }),
  ];
}

function patchPull(
  repo: FakeRepository,
  pull: FakePull,
  json: StandInRequest['json'],
) {
  const { title, description, isDraft, status } = json;
  if (title !== undefined) pull.title = String(title);
  if (description !== undefined) pull.description = String(description);
  if (isDraft !== undefined) pull.isDraft = isDraft === true;
  if (status === 'abandoned') pull.state = 'closed';
  if (status === 'completed') {
    const { commitId } = required<{ commitId: string }>(
      ...([json, 'lastMergeSourceCommit', 'object'] as const),
    );
    const { mergeStrategy } = required<{ mergeStrategy: string }>(
      ...([json, 'completionOptions', 'object'] as const),
    );
    const methods: Record<string, 'merge' | 'squash' | 'rebase'> = {
      ...{ noFastForward: 'merge', squash: 'squash', rebase: 'rebase' },
    };
    const method = methods[mergeStrategy] ?? fail(400, 'mergeStrategy');
    repo.merge(pull, method, commitId);
  }
}

function pullRoutes(repo: FakeRepository): Route[] {
  const on = router(repo);
  const show = (pull: FakePull, status = 200): Reply => ({
    ...{ status, json: pullOf(repo, pull) },
  });
  const pullAt = ({ params }: StandInRequest) => repo.pull(Number(params[0]));
  const userAt = (guid: string) =>
    repo.users.find(user => user.guid === guid) ??
    fail(400, 'TF401389: the reviewer is no valid identity');
  const branchOf = (json: StandInRequest['json'], name: string) => {
    const branch = required<string>(json, name, 'string').replace(HEADS, '');
    return repo.branches.has(branch)
      ? branch
      : fail(400, `TF401398: ${branch} does not exist`);
  };
  const one = '/pullrequests/(\\d+)';
  return [
    on('GET', '/pullrequests', request => {
      const { query } = request;
      const wanted = (name: string) => query.get(`searchCriteria.${name}`);
      const found = repo.pulls
        .map(pull => pullOf(repo, pull))
        .filter(
          pull =>
            ['all', pull.status].includes(wanted('status') ?? 'active') &&
            [null, pull.sourceRefName].includes(wanted('sourceRefName')) &&
            [null, pull.targetRefName].includes(wanted('targetRefName')),
        );
      return list(part(found.reverse(), request));
    }),
    on('POST', '/pullrequests', ({ json, user }) => {
      const [head, base] = ['sourceRefName', 'targetRefName'].map(name =>
        branchOf(json, name),
      );
      const title = required<string>(json, 'title', 'string');
      const reviewers = (json.reviewers ?? []) as { id: string }[];
      const labels = (json.labels ?? []) as { name: string }[];
      const pull = repo.openPull({
        ...{ author: user, head, base, title, isDraft: json.isDraft === true },
        description: String(json.description ?? ''),
        reviewers: reviewers.map(({ id }) => userAt(id)),
        labels: labels.map(({ name }) => name),
      });
      return show(pull, 201);
    }),
    on('GET', one, request => show(pullAt(request))),
    on('PATCH', one, request => {
      patchPull(repo, pullAt(request), request.json);
      return show(pullAt(request));
    }),
    on('POST', `${one}/labels`, request => {
      const name = required<string>(request.json, 'name', 'string');
      pullAt(request).labels.push(name);
      return { status: 200, json: { name } };
    }),
    on('DELETE', `${one}/labels/([^/]+)`, request => {
      const pull = pullAt(request);
      pull.labels = pull.labels.filter(name => name !== request.params[1]);
      return { status: 200 };
    }),
    on('PUT', `${one}/reviewers/([^/]+)`, request => {
      pullAt(request).reviewers.push(userAt(request.params[1]));
      return { status: 200, json: {} };
    }),
    on('DELETE', `${one}/reviewers/([^/]+)`, request => {
      const pull = pullAt(request);
      const gone = userAt(request.params[1]);
      pull.reviewers = pull.reviewers.filter(user => user !== gone);
      return { status: 200 };
    }),
    on('GET', `${one}/iterations`, () => list([{ id: 1 }, { id: 2 }])),
    on('GET', `${one}/iterations/2/changes`, request => {
      const pull = pullAt(request);
      const changes = changesOf(repo.compared(pull.base, repo.headOf(pull)));
      return { status: 200, json: { changeEntries: part(changes, request) } };
    }),
    on('GET', `${one}/threads`, request => {
      const threads = pullAt(request).comments.map(threadOf);
      const own = threads.slice(0, 1).map(({ comments }) => ({
        ...{ id: 0, threadContext: null },
        comments: [{ ...comments[0], commentType: 'system' }],
      }));
      return list([...own, ...threads]);
    }),
    on('POST', `${one}/threads`, request => {
      const [comment] = required<{ content: string }[]>(
        ...([request.json, 'comments', 'object'] as const),
      );
      const made = repo.addComment(
        pullAt(request),
        request.user,
        comment.content,
      );
      return { status: 200, json: threadOf(made) };
    }),
    on('PATCH', `${one}/threads/(\\d+)/comments/1`, ({ params, json }) => {
      const comment = repo.comment(Number(params[1]));
      comment.body = required<string>(json, 'content', 'string');
      return { status: 200, json: threadOf(comment).comments[0] };
    }),
  ];
}

function hookRoutes(repo: FakeRepository): Route[] {
  const path = `^/${ORGANIZATION}/_apis/hooks/subscriptions`;
  const on = (method: string, rest: string, handle: Handler): Route => ({
    ...{ method, pattern: new RegExp(`${path}${rest}$`) },
    handle: checked(handle),
  });
  return [
    on('GET', '', () =>
      list(
        repo.hooks.map(({ id, url }) => ({
          id: String(id),
          publisherInputs: { repository: REPOSITORY_ID },
          consumerInputs: { url, basicAuthPassword: '********' },
        })),
      ),
    ),
    on('POST', '', ({ json }) => {
      const event = required<string>(json, 'eventType', 'string');
      const { url, basicAuthPassword: secret } = required<
        Record<string, string>
      >(json, 'consumerInputs', 'object');
      repo.hooks.push({ id: repo.nextId(), url, secret, events: [event] });
      return { status: 200, json: {} };
    }),
    on('DELETE', '/(\\d+)', ({ params: [id] }) => {
      repo.remove(repo.hooks, Number(id));
      return { status: 204 };
    }),
  ];
}

function dialect(repo: FakeRepository): Dialect {
  return {
    routes: [
      {
        ...{ method: 'GET', pattern: /^\/acme\/_apis\/connectionData$/ },
        handle: checked(({ user }) => ({
          status: 200,
          json: {
            authenticatedUser: {
              ...{ id: user.guid, providerDisplayName: user.name },
            },
          },
        })),
      },
      ...refRoutes(repo),
      ...pullRoutes(repo),
      ...hookRoutes(repo),
    ],
    authenticate: ({ authorization = '' }) => {
      const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64');
      return repo.users.find(
        ({ token }) => basic.toString('utf8') === `:${token}`,
      );
    },
    // The page to sign in.
    unauthorized: { status: 203, bytes: Buffer.from('<html></html>') },
    refuse,
  };
}

/**
 * One file: its objects and routes are read together, beside the reference.
 * @see learn.microsoft.com, "Azure DevOps Services REST API", version 7.1
 */
export const azureStandIn: StandInForge = {
  owner: `${ORGANIZATION}/${PROJECT}`,
  apiPath: '',
  dialect,
  credentials: token => ({
    authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
  }),
  connect: (http, address) => new AzureForge(http, address),
  severalPages: 105,
};
