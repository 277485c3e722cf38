/**
 * Builds and runs a real Kubernetes control plane (etcd, kube-apiserver,
 * kube-controller-manager in one Go process) on loopback.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const SOURCES = ['go.mod', 'go.sum', 'main.go'];
const READY_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 10_000;

/** Whether a `go` command answers: without it there is no control plane. */
export function hasGo() {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Where the binary for the present sources is kept; it need not exist yet. */
export function binaryPath() {
  const hash = createHash('sha256');
  SOURCES.forEach(name => hash.update(readFileSync(join(here, name))));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(
    cache,
    'gitops',
    `control-plane-${hash.digest('hex').slice(0, 16)}`,
  );
}

function kubernetesVersion() {
  return /k8s\.io\/kubernetes (v[\d.]+)/.exec(
    readFileSync(join(here, 'go.mod'), 'utf8'),
  )[1];
}

/**
 * Builds the binary unless it is cached: minutes the first time.
 * @param log - called once, before a build begins
 * @returns path of the binary
 */
export async function buildControlPlane(log = () => {}) {
  const path = binaryPath();
  if (existsSync(path)) {
    return path;
  }
  log(
    'building the Kubernetes control plane from its Go modules (about six minutes, once)…',
  );
  mkdirSync(dirname(path), { recursive: true });
  const version = kubernetesVersion();
  const [major, minor] = version.slice(1).split('.');
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const flags = Object.entries(variables).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  const partial = `${path}.${process.pid}`;
  await promisify(execFile)(
    'nice',
    ['go', 'build', '-o', partial, '-ldflags', flags.join(' '), '.'],
    {
      cwd: here,
      maxBuffer: 1 << 26,
      env: { ...process.env, CGO_ENABLED: '0' },
    },
  );
  renameSync(partial, path);
  return path;
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = net.createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map(server => server.address().port);
  await Promise.all(
    servers.map(server => new Promise(done => server.close(done))),
  );
  return ports;
}

function kubeconfigText(dir, port, token) {
  return `apiVersion: v1
kind: Config
clusters:
- name: control-plane
  cluster:
    server: https://127.0.0.1:${port}
    certificate-authority: ${join(dir, 'certs', 'apiserver.crt')}
users:
- name: admin
  user:
    token: ${token}
contexts:
- name: control-plane
  context:
    cluster: control-plane
    user: admin
current-context: control-plane
`;
}

function get(port, token, path) {
  return new Promise((resolve, reject) => {
    // The certificate appears while we wait; this is loopback.
    const options = {
      host: '127.0.0.1',
      port,
      path,
      rejectUnauthorized: false,
      headers: { authorization: `Bearer ${token}` },
      timeout: 2000,
    };
    const request = https.get(options, response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
}

async function waitUntilReady(child, port, token, logFile) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const paths = [
    '/readyz',
    '/api/v1/namespaces/default/serviceaccounts/default',
  ];
  while (Date.now() < deadline) {
    if (child.exitCode !== null) {
      throw new Error(`the control plane ended at once; its log is ${logFile}`);
    }
    const codes = await Promise.all(
      paths.map(path => get(port, token, path).catch(() => 0)),
    );
    // the default service account proves that the controller-manager works
    if (codes.every(code => code === 200)) {
      return;
    }
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error(
    `the control plane was not ready in ${
      READY_TIMEOUT_MS / 1000
    } s; its log is ${logFile}`,
  );
}

/**
 * Starts a control plane with empty storage.
 * @param options.dir - working folder; a temporary one, removed by stop, when absent
 * @param options.log - progress lines
 * @param options.apiServerFlags - further flags of the API server; the last one of a name counts
 * @returns kubeconfig path, URL, process id, and stop()
 */
export async function startControlPlane({
  dir,
  log,
  apiServerFlags = [],
} = {}) {
  const binary = await buildControlPlane(log);
  const folder = dir ?? mkdtempSync(join(tmpdir(), 'control-plane-'));
  mkdirSync(folder, { recursive: true });
  const [etcdPort, peerPort, apiPort] = await freePorts(3);
  const token = randomBytes(24).toString('hex');
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const write = (name, text) =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('tokens.csv', `${token},admin,admin,"system:masters"\n`);
  write('sa.key', keys.privateKey);
  write('sa.pub', keys.publicKey);
  write('kubeconfig', kubeconfigText(folder, apiPort, token));

  const logFile = join(folder, 'log');
  const output = openSync(logFile, 'a');
  const child = spawn(
    binary,
    [folder, etcdPort, peerPort, apiPort, ...apiServerFlags].map(String),
    {
      stdio: ['ignore', output, output],
    },
  );
  const ended = new Promise(resolve => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    if (!dir) {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    await waitUntilReady(child, apiPort, token, logFile);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  return {
    kubeconfig: join(folder, 'kubeconfig'),
    url: `https://127.0.0.1:${apiPort}`,
    pid: child.pid,
    stop,
  };
}
