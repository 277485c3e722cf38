/**
 * Debian's docker-registry in several set-ups, with a token server of ours:
 * what the comparisons with real registries read from.
 */
import { spawn } from 'node:child_process';
import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createProbe } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import bcrypt from 'bcryptjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const ISSUER = 'judge';
const SERVICE = 'registry';
const TOKEN_SECONDS = 60;
const READY_TIMEOUT_MS = 20_000;
const LAST_LINES = 20;

/** Who may sign in to the judges that ask for it. */
export const LOGIN = { username: 'ann', password: 'p:w ä"1' };

async function freePort() {
  const probe = createProbe();
  await new Promise(done => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise(done => probe.close(done));
  return port;
}

const base64url = value => Buffer.from(value).toString('base64url');

/** A token as docker-registry takes it: a JWT with the certificate of its key. */
function signToken({ key, cert }, access) {
  const now = Math.floor(Date.now() / 1000);
  const chain = [new X509Certificate(cert).raw.toString('base64')];
  const head = { typ: 'JWT', alg: 'RS256', x5c: chain };
  const claims = {
    ...{ iss: ISSUER, sub: LOGIN.username, aud: SERVICE, jti: randomUUID() },
    ...{ exp: now + TOKEN_SECONDS, nbf: now - 5, iat: now, access },
  };
  const text = [head, claims]
    .map(part => base64url(JSON.stringify(part)))
    .join('.');
  const signature = createSign('RSA-SHA256').update(text).sign(key);
  return `${text}.${base64url(signature)}`;
}

const accessOf = scope => {
  const [type, name, actions] = scope.split(':');
  return { type, name, actions: actions.split(',') };
};

async function startTokenServer(pair) {
  const { username, password } = LOGIN;
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(request.url);
    const { searchParams } = new URL(request.url, 'http://server');
    if (request.headers.authorization !== `Basic ${basic}`) {
      response.writeHead(401).end('{"details":"incorrect username"}');
      return;
    }
    const access = searchParams.getAll('scope').map(accessOf);
    const token = signToken(pair, access);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token, expires_in: TOKEN_SECONDS }));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    requests,
    // Flux refuses realms at private addresses, but for the registry's own.
    realm: `http://localhost:${server.address().port}/auth`,
    async stop() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

async function startRegistry(work, name, config, scheme = 'http') {
  const folder = join(work, name);
  mkdirSync(folder);
  const addr = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'config.json');
  const content = {
    version: 0.1,
    log: { level: 'warn' },
    storage: {
      filesystem: { rootdirectory: join(folder, 'data') },
      delete: { enabled: true },
    },
    ...config,
    http: { addr, secret: 'judge', ...config.http },
  };
  // Every JSON text is a YAML one.
  writeFileSync(file, JSON.stringify(content));
  const child = spawn('docker-registry', ['serve', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', data => {
      lines.push(String(data));
      lines.splice(0, lines.length - LAST_LINES);
    });
  }
  const ended = new Promise(done => child.once('exit', done));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const isUp = await fetch(`http://${addr}/v2/`).then(
      () => true,
      // TLS answers plain HTTP as well, with 400.
      () => false,
    );
    if (isUp) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`docker-registry (${name}) is not up: ${lines.join('')}`);
    }
    await new Promise(done => setTimeout(done, 50));
  }
  return {
    host: addr,
    url: `${scheme}://${addr}`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * Starts the registries: `plain` for everybody, `basic` with a password over
 * HTTPS, `token` with a token server.
 * @returns them, the authority of the certificates, and `stop`
 */
export async function startJudges() {
  const work = mkdtempSync(join(tmpdir(), 'gitops-judges-'));
  const { CertificateFixture } = await load(
    join(root, 'test/certificates/src/index.ts'),
  );
  const certificates = new CertificateFixture();
  const write = (name, text) => {
    const file = join(work, name);
    writeFileSync(file, text);
    return file;
  };
  const server = certificates.issue('server');
  const tls = {
    certificate: write('server.crt', server.cert),
    key: write('server.key', server.key),
  };
  const signer = certificates.issue('signer');
  const tokens = await startTokenServer(signer);
  const rootcertbundle = write('ca.crt', certificates.ca);
  const { username, password } = LOGIN;
  const path = write(
    'htpasswd',
    `${username}:${bcrypt.hashSync(password, 5)}\n`,
  );
  const plain = await startRegistry(work, 'plain', {});
  const basic = await startRegistry(
    work,
    'basic',
    { auth: { htpasswd: { realm: 'judge', path } }, http: { tls } },
    'https',
  );
  const token = await startRegistry(work, 'token', {
    auth: {
      token: {
        ...{ realm: tokens.realm, service: SERVICE, issuer: ISSUER },
        rootcertbundle,
      },
    },
  });
  return {
    ...{ plain, basic, token, tokens, work },
    ...{ ca: certificates.ca, caFile: rootcertbundle },
    async stop() {
      for (const each of [plain, basic, token, tokens]) await each.stop();
      rmSync(work, { recursive: true, force: true });
    },
  };
}
