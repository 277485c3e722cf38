/** How long it takes from a push to GitHub's webhook to the reconcile request. */
import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { TOKEN } from './receivers.mjs';

const GIT = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const REQUEST = 'reconcile.fluxcd.io/requestedAt';

/** A push of some commits, shaped as GitHub's reference of webhooks describes. */
function pushPayload(index) {
  const person = { name: 'ann', email: 'ann@example.com', username: 'ann' };
  const commit = number => ({
    id: `${index}`.padStart(38, 'a') + `${number}`.padStart(2, '0'),
    tree_id: 'b'.repeat(40),
    distinct: true,
    message: `Change ${number} of the configuration`,
    timestamp: '2026-01-02T03:04:05Z',
    url: `https://github.com/example/fleet/commit/${number}`,
    ...{ author: person, committer: person },
    ...{ added: [], removed: [], modified: [`apps/app-${number}.yaml`] },
  });
  const commits = Array.from({ length: 20 }, (_, number) => commit(number));
  return JSON.stringify({
    ref: 'refs/heads/main',
    ...{ before: 'c'.repeat(40), after: 'd'.repeat(40) },
    ...{ created: false, deleted: false, forced: false, base_ref: null },
    compare: 'https://github.com/example/fleet/compare/c...d',
    ...{ commits, head_commit: commits.at(-1) },
    repository: {
      ...{ id: 1, name: 'fleet', full_name: 'example/fleet', private: true },
      owner: { name: 'example', email: null, login: 'example', id: 2 },
      html_url: 'https://github.com/example/fleet',
      ...{ default_branch: 'main', master_branch: 'main' },
    },
    ...{ pusher: person, sender: { login: 'ann', id: 3, type: 'User' } },
  });
}

async function push(url, body) {
  const mac = createHmac('sha256', TOKEN).update(body).digest('hex');
  const answer = await fetch(url, {
    ...{ method: 'POST', body },
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': `sha256=${mac}`,
    },
  });
  if (!answer.ok) throw new Error(`a push was answered ${answer.status}`);
  await answer.arrayBuffer();
}

/**
 * @param url - of a Receiver of type github for the GitRepository `one`
 * @returns `median M, longest N`, in milliseconds until a watch sees the request
 */
export async function measurePushes(client, { url, count }) {
  const stop = new AbortController();
  const seen = new EventEmitter();
  const { metadata } = await client.list(GIT, {});
  const { resourceVersion } = metadata;
  const watching = (async () => {
    const events = client.watch(GIT, { resourceVersion, signal: stop.signal });
    for await (const { object } of events) {
      if (object.metadata.annotations?.[REQUEST])
        seen.emit(object.metadata.name);
    }
  })().catch(() => undefined);
  const times = [];
  for (let index = 0; index < count; index++) {
    const change = once(seen, 'one');
    const body = pushPayload(index);
    const started = performance.now();
    await Promise.all([push(url, body), change]);
    times.push(performance.now() - started);
    await new Promise(done => setTimeout(done, 100));
  }
  stop.abort();
  await watching;
  times.sort((a, b) => a - b);
  const at = share => times[Math.floor(share * (times.length - 1))].toFixed(0);
  return `median ${at(0.5)}, longest ${at(1)}`;
}
