/** The requests of the comparison: right and wrong ones of every type. */
import { createHmac } from 'node:crypto';
import { TOKEN } from './receivers.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const mac = (hash, body, token = TOKEN) =>
  createHmac(hash, token).update(body).digest('hex');

/** Bodies that a JSON decoder of Go takes or refuses in its own way. */
const BODIES = [
  ...['', '{}', 'null', '[]', '1', '"a"', '{', '{"a":1}', '{"a":1} rest'],
  ...['{"a":1}}', ' {"a":"}"} {', '\ufeff{}', '{"a":\u0001}', '{"a":1,}'],
  ...['{"push_data":{"tag":"1"},"repository":{"repo_url":"r"}}'],
  ...['{"PUSH_DATA":{"Tag":1}}', '{"push_data":{"tag":null}}'],
  ...['{"docker_url":1}', '{"updated_tags":["a",null]}'],
  ...['{"updated_tags":"a"}', '{"action":"push","target":{"tag":"t"}}'],
  ...['{"target":[]}', '{"action":1}', '{"repositoryName":"r"}'],
];
const CONTENT_TYPES = [
  ...['application/json', 'Application/JSON; charset=utf-8', 'text/plain'],
  ...['application/json;', 'application/json; x', 'application/json; a=1; a=2'],
  ...['application/json; a=1; a=1', 'application/', '/json', ''],
  ...['text/plain, application/json', 'application/json; q="a;b"'],
  ...['application/json x', 'application/vnd.api+json'],
];

const send = (receiver, body, headers = {}, more = {}) => ({
  ...{ receiver, body, headers },
  ...more,
});

function* signatures() {
  const body = '{"ref":"refs/heads/main"}';
  const good = ['sha1', 'sha256', 'sha512'].map(
    hash => `${hash}=${mac(hash, body)}`,
  );
  const values = [
    ...good,
    ...good.map(text => text.replace(/=.*/, hex => hex.toUpperCase())),
    ...[`md5=${mac('md5', body)}`, 'sha256=', 'sha256=abc', 'sha256=zz', 'x'],
    ...[`sha256=${mac('sha256', `${body} `)}`, `SHA256=${mac('sha256', body)}`],
    ...[`sha256=${mac('sha256', body, 'other')}`, `=${mac('sha256', body)}`],
    undefined,
  ];
  for (const value of values) {
    const named = name => (value === undefined ? {} : { [name]: value });
    yield send('hmac', body, named('x-signature'));
    const json = { ...JSON_TYPE, 'x-github-event': 'push' };
    yield send('github', body, { ...json, ...named('x-hub-signature-256') });
    yield send('github', body, { ...json, ...named('x-hub-signature') });
    yield send('empty', body, { ...json, ...named('x-hub-signature-256') });
    yield send('bitbucket', body, {
      ...{ ...JSON_TYPE, 'x-event-key': 'repo:refs_changed' },
      ...named('x-hub-signature'),
    });
  }
  yield send('empty', body, {
    ...{ ...JSON_TYPE, 'x-hub-signature': `sha1=${mac('sha1', body, '')}` },
  });
}

function* forms() {
  const payload = encodeURIComponent('{"a":1}');
  for (const body of [
    ...[`payload=${payload}`, `payload=${payload};x`, 'payload=%zz'],
    ...['a=b', `x=%&payload=${payload}`, ''],
  ]) {
    yield send('github', body, {
      ...{ ...FORM_TYPE, 'x-hub-signature': `sha1=${mac('sha1', body)}` },
    });
  }
}

function* contentTypes() {
  const body = '{"ref":"refs/heads/main"}';
  for (const type of CONTENT_TYPES) {
    const headers = {
      ...(type ? { 'content-type': type } : {}),
      'x-hub-signature-256': `sha256=${mac('sha256', body)}`,
    };
    yield send('github', body, headers);
    yield send('filtered', body, headers);
  }
}

function* events() {
  const body = '{}';
  const signed = {
    ...{ ...JSON_TYPE, 'x-hub-signature': `sha1=${mac('sha1', body)}` },
  };
  for (const event of ['push', 'PUSH', 'ping', 'pull_request', '']) {
    yield send('pushes', body, { ...signed, 'x-github-event': event });
    yield send('bitbucket', body, { ...signed, 'x-event-key': event });
  }
  for (const event of ['Push Hook', 'push hook', 'Tag Push Hook', '']) {
    for (const token of [TOKEN, `${TOKEN} `, 'wrong', '']) {
      yield send('gitlab', body, {
        ...{ 'x-gitlab-token': token, 'x-gitlab-event': event },
      });
    }
  }
  for (const value of [TOKEN, `Bearer ${TOKEN}`, '', 'wrong']) {
    yield send('harbor', body, { authorization: value });
    yield send('gcr', body, { authorization: value });
  }
}

function* registries() {
  for (const body of BODIES) {
    for (const receiver of ['dockerhub', 'quay', 'acr']) {
      yield send(receiver, body, JSON_TYPE);
    }
    const name = 'x-nexus-webhook-signature';
    yield send('nexus', body, { [name]: mac('sha1', body) });
    yield send('numbers', body, JSON_TYPE);
  }
  const name = 'x-nexus-webhook-signature';
  yield send('nexus', '{}', { [name]: mac('sha1', '{}').toUpperCase() });
  yield send('nexus', '{}');
}

function* filters() {
  for (const ref of ['refs/heads/main', 'refs/heads/next', 'other', 1]) {
    yield send('filtered', JSON.stringify({ ref }), JSON_TYPE);
  }
  for (const count of [1, 4, 4.5, '4', null]) {
    for (const action of ['push', 'pull']) {
      yield send('stacked', JSON.stringify({ action, count }), JSON_TYPE);
    }
  }
  for (const n of [3, 3.0, 4, '3', 1e30, -1]) {
    yield send('numbers', JSON.stringify({ n }), JSON_TYPE);
  }
  for (const list of [[], [1, 2, { x: 1 }], [1, 2, { x: 2 }], 'x']) {
    yield send('broken', JSON.stringify({ list }), JSON_TYPE);
  }
}

/** Of each type of event one request: Flux keeps fields of the one before. */
function* cdevents() {
  const event = (type, subject, content, context = {}) => ({
    context: {
      ...{ version: '0.4.1', id: '1', source: '/ci', type },
      ...{ timestamp: '2026-01-02T03:04:05Z', ...context },
    },
    subject: { id: 's', type: subject, content },
  });
  const named = (name, version = '0.2.0') => `dev.cdevents.${name}.${version}`;
  const all = [
    event(named('artifact.packaged'), 'artifact', { change: { id: 'c' } }),
    event(named('artifact.published'), 'artifact', { sbom: {} }),
    event(named('artifact.signed'), 'artifact', {}),
    event(named('branch.created'), 'branch', { repository: { id: 'r' } }),
    event(named('branch.deleted'), 'change', {}),
    event(named('build.queued'), 'build', {}, { id: '' }),
    event(named('build.started'), 'build', {}, { schemaUri: 'https://a.b' }),
    event(named('build.finished'), 'build', { artifactId: 1 }),
    event(named('change.merged'), 'change', {}),
    event(named('change.created'), 'change', {}),
    event(named('change.abandoned', '0.2.1'), 'change', {}),
    event(named('change.reviewed', '1.0.0'), 'change', {}),
    event(named('change.updated'), 'change', {}, { timestamp: 'x' }),
    event(named('environment.created'), 'environment', { name: '' }),
    event(named('service.deployed'), 'service', { environment: { id: 'e' } }),
    event(named('service.upgraded'), 'service', {
      ...{ environment: { id: 'e' }, artifactId: 'pkg:oci/a@sha256%3A1' },
    }),
    event(named('service.rolledback'), 'service', {
      ...{ environment: { id: 'e' }, artifactId: 'a' },
    }),
    event(named('testcaserun.finished'), 'testCaseRun', {
      ...{ outcome: 'pass', environment: { id: 'e' } },
    }),
    event(named('testsuiterun.finished'), 'testSuiteRun', {
      ...{ outcome: 'maybe', environment: { id: 'e' } },
    }),
    event(named('ticket.closed', '0.1.0'), 'ticket', {
      ...{ uri: 'u', resolution: 'done' },
    }),
    event(named('ticket.created', '0.1.0'), 'ticket', { uri: 'u' }),
    event(
      named('taskrun.started'),
      'taskRun',
      {},
      {
        links: [{ linkType: 'PATH', from: { contextId: 'x' }, tags: {} }],
      },
    ),
    event(
      named('taskrun.finished'),
      'taskRun',
      {},
      {
        links: [{ linkType: 'PATH', tags: {} }],
      },
    ),
    event('dev.cdeventsx.tool-thing.done.1.0.0', 'thing', { any: [1] }),
    event(named('nothing.known'), 'x', {}),
    { ...event(named('pipelinerun.queued'), 'pipelineRun', {}), customData: 1 },
    {
      ...event(named('pipelinerun.started'), 'pipelineRun', {}),
      customData: { a: 1 },
    },
    ...[{}, null, [], 'x'],
  ];
  for (const body of all) {
    const type = body?.context?.type ?? '';
    const headers = { ...JSON_TYPE, 'ce-type': type };
    const isCustom = type.startsWith('dev.cdeventsx.');
    const known = isCustom ? "Flux takes no event of one's own" : undefined;
    yield send('cdevents', JSON.stringify(body), headers, { known });
  }
  const merged = event(named('change.merged'), 'change', {});
  for (const type of [named('change.merged'), named('change.created'), '']) {
    yield send('chosen', JSON.stringify(merged), { 'ce-type': type });
  }
}

function* edges() {
  const size = 3 * 1024 * 1024;
  for (const receiver of ['generic', 'suspended', undefined]) {
    for (const length of [0, size, size + 1]) {
      for (const isChunked of [false, true]) {
        yield send(receiver, 'x'.repeat(length), {}, { isChunked });
      }
    }
  }
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    yield send('generic', '', {}, { method });
  }
  for (const suffix of ['?a=1', '/', '0', '#x', '%20']) {
    yield send('generic', '{}', {}, { suffix });
  }
  for (const receiver of ['team', 'partly', 'tokenless', 'keyless']) {
    yield send(receiver, '{}', JSON_TYPE);
  }
  for (const receiver of ['suspended', 'invalid', 'typed']) {
    yield send(receiver, '{}', JSON_TYPE);
  }
}

function* tokens(sign) {
  const now = Math.floor(Date.now() / 1000);
  const good = {
    ...{ sub: 'repo:a/b', owner: 'a', aud: 'notification-controller' },
    ...{ exp: now + 3600, n: 1 },
  };
  const claims = [
    ...[good, { ...good, aud: ['x', good.aud] }, { ...good, aud: 'x' }],
    ...[
      { ...good, exp: now - 60 },
      { ...good, exp: undefined },
    ],
    ...[
      { ...good, nbf: now + 60 },
      { ...good, nbf: now + 3600 },
    ],
    ...[
      { ...good, sub: 'user:a' },
      { ...good, owner: 'b' },
    ],
    ...[
      { ...good, sub: 'repo:a/c' },
      { ...good, n: 2 },
    ],
    ...[
      { ...good, owner: undefined },
      { ...good, iss: 'https://other' },
    ],
    ...[
      { ...good, iss: '' },
      { ...good, sub: 1 },
    ],
  ];
  const texts = [
    ...claims.map(each => sign(each)),
    ...['none', 'HS256', 'RS512', 'unknown-key', 'no-key', 'other-key'].map(
      how => sign(good, how),
    ),
    ...['', 'a.b.c', 'a.b', 'x'.repeat(20_000), `${sign(good)}x`],
  ];
  for (const text of texts) {
    yield send('oidc', '{}', { authorization: `Bearer ${text}` });
  }
  yield send('oidc', '{}', { authorization: sign(good) });
  yield send('oidc', '{}');
}

/** @param sign - makes a token of the issuer: claims, and what is wrong with it */
export const requestsFor = sign => [
  ...signatures(),
  ...forms(),
  ...contentTypes(),
  ...events(),
  ...registries(),
  ...filters(),
  ...cdevents(),
  ...tokens(sign),
  ...edges(),
];
