/**
 * Our client with real registries and the real helm:
 *
 *   node packages/oci/scripts/compare.mjs [--count 20] [--seed 1]
 *
 * It needs docker-registry and helm on the PATH. With each registry (open,
 * password over HTTPS, token server) charts that helm pushed are resolved,
 * listed and read by us, and charts that we pushed are pulled by helm; random
 * blobs go up whole and in pieces and come back. The exit code is 1 when
 * anything differs.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { LOGIN, startJudges } from './judges.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const say = line => process.stdout.write(`${line}\n`);
const random = new Random(options.seed);
const oci = await load(join(root, 'packages/oci/src/index.ts'));
const judges = await startJudges();
const failures = [];
let checks = 0;

function check(what, got, expected) {
  checks += 1;
  const [a, b] = [got, expected].map(value => JSON.stringify(value));
  if (a !== b) failures.push(`${what}: ${a} instead of ${b}`);
}

/** Not in a blocking way: the token server is in this process. */
async function helm(...args) {
  const home = join(judges.work, 'helm');
  await promisify(execFile)('helm', args, {
    cwd: judges.work,
    env: { PATH: process.env.PATH, HOME: home },
  });
}

const digestOf = bytes =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function read(bytes) {
  const chunks = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Charts of some versions, packed by helm. */
async function packCharts() {
  await helm('create', 'web');
  const charts = [];
  for (const version of ['0.1.0', '1.0.0+build.1', '1.2.0-rc.1']) {
    await helm('package', 'web', '--version', version);
    charts.push({ version, file: join(judges.work, `web-${version}.tgz`) });
  }
  return charts;
}

async function compareCharts(client, judge, flags, charts) {
  const signal = AbortSignal.timeout(120_000);
  const { host } = judge;
  for (const { version, file } of charts) {
    await helm('push', file, `oci://${host}/charts`, ...flags);
    const tag = version.replace('+', '_');
    const reference = oci.parseReference(`oci://${host}/charts/web:${tag}`);
    const { digest } = await client.resolve(reference, { signal });
    const image = await client.getImage({ ...reference, digest }, { signal });
    check(`digest of ${version}`, image.digest, digest);
    const layer = image.manifest.layers[0];
    check(`layer of ${version}`, layer.mediaType, oci.MediaType.helmChart);
    const bytes = await read(client.getBlob(reference, layer, { signal }));
    check(`bytes of ${version}`, digestOf(bytes), digestOf(readFileSync(file)));
    await copyChart(client, { ...reference, digest }, image, tag, signal);
    const target = join(judges.work, 'pulled');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    const source = `oci://${host}/copies/web`;
    await helm('pull', source, '--version', version, '-d', target, ...flags);
    const pulled = readFileSync(join(target, `web-${version}.tgz`));
    check(`helm pulls ${version}`, digestOf(pulled), digestOf(bytes));
  }
  const repository = oci.parseRepository(`oci://${host}/charts/web`);
  const tags = await client.listTags(repository, { signal });
  check('tags', [...tags].sort(), ['0.1.0', '1.0.0_build.1', '1.2.0-rc.1']);
}

/** Pushes a chart again, as another repository's. */
async function copyChart(client, reference, { manifest }, tag, signal) {
  const target = { registry: reference.registry, repository: 'copies/web' };
  for (const entry of [manifest.config, ...manifest.layers]) {
    const bytes = await read(client.getBlob(reference, entry, { signal }));
    await client.pushBlob(
      target,
      {
        ...{ digest: entry.digest, size: entry.size },
        async *open(start) {
          yield bytes.subarray(start);
        },
      },
      { signal },
    );
  }
  const raw = await client.getManifest(reference, { signal });
  await client.putManifest({ ...target, tag }, raw, { signal });
}

async function compareBlobs(client, { host }) {
  const signal = AbortSignal.timeout(300_000);
  const repository = oci.parseRepository(`${host}/random/blobs`);
  for (let i = 0; i < Number(options.count); i++) {
    const bytes = random.bytes(random.below(300_000));
    const [digest, size] = [digestOf(bytes), bytes.length];
    const chunkBytes = random.below(2) ? 1 + random.below(200_000) : undefined;
    await client.pushBlob(
      repository,
      {
        ...{ digest, size },
        async *open(start) {
          yield bytes.subarray(start);
        },
      },
      { signal, ...(chunkBytes ? { chunkBytes } : {}) },
    );
    const back = await read(
      client.getBlob(repository, { digest, size }, { signal }),
    );
    check(`blob ${i} in pieces of ${chunkBytes}`, digestOf(back), digest);
  }
}

async function failureOf(work) {
  return work().then(
    () => 'none',
    error => error.code,
  );
}

async function compareRefusals(judge, access, isOpen) {
  const signal = AbortSignal.timeout(60_000);
  const reference = oci.parseReference(`${judge.host}/charts/web:0.1.0`);
  const { credentials, ...anonymous } = access;
  const wrong = () => ({ username: LOGIN.username, password: 'no' });
  for (const given of [anonymous, { ...anonymous, credentials: wrong }]) {
    const client = new oci.RegistryClient({ userAgent: 'compare', ...given });
    const code = await failureOf(() => client.resolve(reference, { signal }));
    check('without the password', code, isOpen ? 'none' : 'unauthorized');
    await client.close();
  }
  const client = new oci.RegistryClient({ userAgent: 'compare', ...access });
  const missing = { ...reference, tag: 'missing' };
  const code = await failureOf(() => client.resolve(missing, { signal }));
  check('a missing tag', code, 'not-found');
  await client.close();
}

async function compareWith(name, judge, access, flags, charts) {
  const before = checks;
  const client = new oci.RegistryClient({ userAgent: 'compare', ...access });
  try {
    await compareCharts(client, judge, flags, charts);
    await compareBlobs(client, judge);
    await compareRefusals(judge, access, name === 'plain');
  } finally {
    await client.close();
  }
  say(`${name}: ${checks - before} checks`);
}

try {
  const charts = await packCharts();
  const { basic, plain, token, ca, caFile } = judges;
  const config = judge =>
    oci.credentialsFrom(
      oci.parseDockerConfig(JSON.stringify({ auths: { [judge.host]: LOGIN } })),
    );
  const login = ['--username', LOGIN.username, '--password', LOGIN.password];
  await compareWith('plain', plain, {}, ['--plain-http'], charts);
  await compareWith(
    'basic',
    basic,
    { credentials: config(basic), tls: { ca } },
    ['--ca-file', caFile, ...login],
    charts,
  );
  await compareWith(
    'token',
    token,
    { credentials: config(token) },
    ['--plain-http', ...login],
    charts,
  );
  failures.forEach(failure => say(`DIFFERENT: ${failure}`));
  say(
    `${checks} checks, ${failures.length} differences (seed ${options.seed})`,
  );
} finally {
  await judges.stop();
}
process.exitCode = failures.length > 0 ? 1 : 0;
