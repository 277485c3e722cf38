/**
 * Answers like the APIs that the providers ask: it keeps statuses and comments,
 * so that what was said once is known later.
 */
const AZURE_LOCATION = {
  id: '428dd4fb-fda5-4722-af02-9313b80305da',
  area: 'git',
  resourceName: 'statuses',
  routeTemplate:
    '{project}/_apis/git/repositories/{repositoryId}/commits/{commitId}/statuses',
  resourceVersion: 1,
  minVersion: '1.0',
  maxVersion: '7.2',
  releasedVersion: '7.1',
};

const ok = json => ({ status: 200, json });
const NOT_FOUND = { status: 404, json: { message: 'not found' } };

/** GitHub's part for Apps: the installation is a user's. */
function onApp(path) {
  if (path.includes('/orgs/')) return NOT_FOUND;
  if (path.includes('/users/')) return ok({ id: 7 });
  if (!path.endsWith('/access_tokens')) return ok({ slug: 'my-app' });
  const hour = new Date(Date.now() + 3_600_000).toISOString();
  return { status: 201, json: { token: 'ghs_1', expires_at: hour } };
}

export class Forge {
  #statuses = new Map();
  #builds = new Map();
  #comments = [];

  /** @returns `status` and `json` */
  respond({ method, url, body }) {
    const { pathname, searchParams } = new URL(url);
    const path = decodeURIComponent(pathname);
    const call = `${method} ${path}`;
    if (method === 'OPTIONS') return ok({ count: 1, value: [AZURE_LOCATION] });
    if (path.endsWith('/version')) return ok({ version: '1.22.0' });
    if (path.endsWith('/user')) return ok({ login: 'flux', username: 'flux' });
    if (/\/(app|orgs|users)\b/.test(path)) return onApp(path);
    if (path.endsWith('/dispatches')) return { status: 204 };
    if (/\/(comments|notes)(\/\d+)?$/.test(path)) {
      return this.#onComments(call, body);
    }
    if (/\/builds?(\/\w+)?$/.test(path)) {
      const key = searchParams.get('key') ?? path.split('/').at(-1);
      return this.#onBuilds(method, key, body);
    }
    if (path.includes('/statuses')) return this.#onStatuses(call, body);
    return ok({ ok: true });
  }

  #onStatuses(call, body) {
    const commit = /\/(?:commits|statuses)\/(\w+)/.exec(call)[1];
    const known = this.#statuses.get(commit) ?? [];
    if (call.startsWith('GET')) {
      const isAzure = call.includes('_apis');
      return ok(isAzure ? { count: known.length, value: known } : known);
    }
    const status = { ...body, status: body.state, sha: commit };
    this.#statuses.set(commit, [status, ...known]);
    return { status: 201, json: status };
  }

  #onBuilds(method, key, body) {
    if (method !== 'GET') {
      this.#builds.set(body.key, body);
      return { status: 201, json: body };
    }
    const known = this.#builds.get(key);
    return known ? ok(known) : NOT_FOUND;
  }

  #onComments(call, body) {
    const [, method, place] = /^(\w+) (.*?)(?:\/\d+)?$/.exec(call);
    const list = this.#comments.filter(comment => comment.place === place);
    if (method === 'GET') return ok(list);
    const id = Number(/\/(\d+)$/.exec(call)?.[1]);
    const known = this.#comments.find(comment => comment.id === id);
    if (known) return ok(Object.assign(known, body));
    const author = { login: 'flux', username: 'flux' };
    const comment = { id: this.#comments.length + 1, user: author, author };
    this.#comments.push({ ...comment, ...body, place });
    return { status: 201, json: comment };
  }
}
