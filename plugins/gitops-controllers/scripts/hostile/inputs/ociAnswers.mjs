import { createHash } from 'node:crypto';
import { damage } from './bytes.mjs';
import { hostileTarGz } from './archives.mjs';

const digestOf = bytes =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONTENT = 'application/vnd.cncf.flux.content.v1.tar+gzip';

const MAX_BYTES = 8 * 1024 ** 2;

const WRONG = [
  null,
  -1,
  0,
  1e300,
  '',
  'x',
  [],
  {},
  true,
  'sha256:',
  'sha256:../../../canary/file',
  `sha256:${'A'.repeat(64)}`,
  `sha512:${'a'.repeat(64)}`,
  `md5:${'a'.repeat(32)}`,
  '../../canary/file',
  '\u0000',
  'x'.repeat(2_000),
  9_007_199_254_740_993,
  [[[[]]]],
  { __proto__: 1 },
];

/** What a registry answers for an artifact: `answers.json`. */
export function hostileManifest(random, archives, sandbox) {
  const layer = random.chance(0.5)
    ? { description: 'a real layer', bytes: random.pick(archives) }
    : hostileTarGz(random, archives, sandbox);
  const config = Buffer.from('{}');
  const descriptor = (bytes, mediaType) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(config, 'application/vnd.cncf.flux.config.v1+json'),
    layers: [descriptor(layer.bytes, CONTENT)],
    annotations: {
      'org.opencontainers.image.created': '2026-01-01T00:00:00Z',
      'org.opencontainers.image.revision': 'main@sha1:abc',
    },
  };
  const changes = random.chance(0.7) ? changeJson(random, manifest) : [];
  // Twice what a manifest may have is enough of too much.
  let text = Buffer.from(JSON.stringify(manifest)).subarray(0, MAX_BYTES);
  if (random.chance(0.15)) {
    text = damage(random, text);
    changes.push('bytes');
  }
  const answers = {
    '/manifests/': answer(text, { 'content-type': MANIFEST }),
    [`/blobs/${digestOf(config)}`]: answer(config),
    '/blobs/': answer(
      random.chance(0.1) ? damage(random, layer.bytes) : layer.bytes,
    ),
    '/tags/list': tags(random),
    '/v2/': answer(Buffer.from('{}')),
  };
  if (random.chance(0.15)) {
    nest(random, answers, text);
    changes.push('in an index');
  }
  if (random.chance(0.3)) changes.push(changeAnswer(random, answers));
  return {
    description: [layer.description, ...changes].join(', '),
    files: { 'answers.json': JSON.stringify(answers) },
  };
}

function answer(body, headers = {}) {
  return { headers, body: Buffer.from(body).toString('base64') };
}

/** Sets, drops or repeats some fields. */
function changeJson(random, json) {
  return random.times(random.between(1, 4), () => {
    const [holder, key] = pickField(random, json);
    return random.pick([
      () => {
        holder[key] = random.pick(WRONG);
        return `a wrong ${key}`;
      },
      () => {
        delete holder[key];
        return `no ${key}`;
      },
      () => {
        if (Array.isArray(json.layers) && json.layers.length > 0) {
          const times = random.pick([2, 50, 20_000]);
          json.layers = Array.from({ length: times }, () => json.layers[0]);
        }
        return 'more layers';
      },
      () => {
        if (typeof json.layers?.[0] === 'object' && json.layers[0]) {
          json.layers[0].data = random.pick([
            'AAAA',
            '!',
            '=',
            'A'.repeat(999),
          ]);
          json.layers[0].urls = ['http://169.254.169.254/'];
        }
        return 'inline data';
      },
    ])();
  });
}

function pickField(random, json) {
  const holders = [json, json.config, json.layers?.[0], json.annotations];
  const objects = holders.filter(
    one => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
  const holder = random.pick(objects);
  const keys = Object.keys(holder);
  return [holder, keys.length > 0 ? random.pick(keys) : 'x'];
}

/** Puts an index in front, which may lead to itself. */
function nest(random, answers, manifest) {
  const entry = {
    mediaType: random.pick([MANIFEST, INDEX]),
    digest: digestOf(manifest),
    size: manifest.length,
    platform: { os: 'linux', architecture: 'amd64' },
  };
  const index = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: random.pick([
        [entry],
        [],
        [entry, null],
        [{ ...entry, size: -1 }],
      ]),
    }),
  );
  const inner = answers['/manifests/'];
  delete answers['/manifests/'];
  answers[`/manifests/${digestOf(manifest)}`] = random.chance(0.2)
    ? answer(index, { 'content-type': INDEX })
    : inner;
  answers['/manifests/'] = answer(index, { 'content-type': INDEX });
}

function tags(random) {
  const body = random.pick([
    { name: 'team/app', tags: ['1.0.0', 'latest'] },
    { tags: null },
    { tags: 'x' },
    { tags: [1, null, {}] },
    { tags: Array.from({ length: 5_000 }, (_, i) => `t${i}`) },
    [],
  ]);
  const link = random.pick([
    undefined,
    '</v2/team/app/tags/list?last=x>; rel="next"',
    '<http://169.254.169.254/>; rel="next"',
    '<file:///etc/passwd>; rel="next"',
    '<>; rel="next"',
    'x',
  ]);
  return answer(JSON.stringify(body), link ? { link } : {});
}

function changeAnswer(random, answers) {
  const path = random.pick(Object.keys(answers));
  const found = answers[path];
  const [name, value] = random.pick([
    ['content-length', '5'],
    ['content-length', '999999999999'],
    ['content-type', 'text/html'],
    ['content-type', INDEX],
    ['docker-content-digest', 'sha256:x'],
    ['docker-content-digest', digestOf('other')],
    ['location', 'http://169.254.169.254/x'],
    ['www-authenticate', 'Bearer realm="http://169.254.169.254/token"'],
    ['www-authenticate', 'Bearer realm="x'],
    ['www-authenticate', `Basic ${'a="b",'.repeat(500)}`],
    ['retry-after', '999999'],
    ['content-range', 'bytes 5-1/0'],
  ]);
  found.headers[name] = value;
  if (name === 'www-authenticate') found.status = 401;
  if (name === 'location') found.status = random.pick([301, 302, 307]);
  if (name === 'retry-after') found.status = random.pick([429, 503]);
  if (name === 'content-range') found.status = 206;
  if (random.chance(0.1)) found.status = random.pick([100, 204, 304, 500, 999]);
  return `${name} of ${path}`;
}
