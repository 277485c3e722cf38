import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, StartError } from '../bootstrap.mjs';
import { ensureAppBundle } from './appBundle.mjs';
import { waitForDemoEntity } from './demoEntity.mjs';
import { openBrowser } from './openBrowser.mjs';
import { freePort, requireFreePort } from './ports.mjs';
import {
  readyMessage,
  Processes,
  typescriptArgs,
  whyEnded,
} from './Processes.mjs';
import { configFiles, readClusterChoice, readModes } from './readSettings.mjs';
import { writeConfig } from './writeConfig.mjs';

/** Where the demo's Git server, API server and registry listen if nobody else does. */
const GIT_PORT = 3001;
const API_PORT = 3002;
const REGISTRY_PORT = 3003;
const BACKEND_TIMEOUT_MS = 120_000;

async function startDemo(processes, folder) {
  const script = join(ROOT, 'scripts', 'start', 'demoCluster.mjs');
  const started = processes.start('demo-cluster', [
    ...typescriptArgs(),
    script,
    folder,
    String(await freePort(API_PORT)),
    String(await freePort(GIT_PORT)),
    String(await freePort(REGISTRY_PORT)),
  ]);
  return { ...(await readyMessage(started)), pid: started.pid };
}

async function startBackend(processes, configs, baseUrl) {
  const started = processes.start(
    'backend',
    [
      ...typescriptArgs(),
      'src/index.ts',
      ...configs.flatMap(file => ['--config', file]),
    ],
    {
      cwd: join(ROOT, 'packages', 'backend'),
      env: { NODE_ENV: 'development' },
    },
  );
  let hasEnded = false;
  started.child.once('exit', () => {
    hasEnded = true;
  });
  const deadline = Date.now() + BACKEND_TIMEOUT_MS;
  while (!(await isReady(baseUrl))) {
    if (hasEnded || Date.now() > deadline) {
      throw new StartError(whyEnded('The backend', started.logFile));
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return started;
}

async function isReady(baseUrl) {
  try {
    const url = `${baseUrl.replace(
      'localhost',
      '127.0.0.1',
    )}/.backstage/health/v1/readiness`;
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/**
 * Starts everything and resolves when the portal answers.
 * @param options.folder - holds all state of the run; default .gitops/demo
 * @param options.port - of the portal; default 3000
 * @param options.signal - aborts the start: everything is stopped, the promise rejects
 * @param options.choice - which cluster; default what app-config says
 * @param options.extraConfigs - configuration files to give the backend last
 * @returns addresses, and `stop()` that ends all processes
 */
export async function startAll({
  folder = join(ROOT, '.gitops', 'demo'),
  port = 3000,
  extraConfigs = [],
  choice = readClusterChoice(),
  onStep = () => {},
  onUnexpectedExit = () => {},
  signal,
} = {}) {
  await requireFreePort(port);
  mkdirSync(folder, { recursive: true });
  const processes = new Processes(join(folder, 'logs'), onUnexpectedExit);
  const abort = () => void processes.stop();
  signal?.addEventListener('abort', abort);
  try {
    const baseUrl = `http://localhost:${port}`;
    onStep('Building the app, once for these sources …');
    const [demo] = await Promise.all([
      choice === 'demo' ? startDemo(processes, folder) : undefined,
      ensureAppBundle(),
    ]);
    onStep('Starting the backend …');
    const config = writeConfig({
      folder,
      baseUrl,
      port,
      choice,
      demo,
      chosen: readModes(),
    });
    const backend = await startBackend(
      processes,
      [...configFiles(), config, ...extraConfigs],
      baseUrl,
    );
    if (demo) await waitForDemoEntity(baseUrl);
    return {
      baseUrl,
      choice,
      demo,
      backend,
      logFolder: processes.logFolder,
      stop: () => processes.stop(),
    };
  } catch (error) {
    await processes.stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** What runs, how to reach it, and what to try, one line each. */
function describe({ baseUrl, choice, demo, backend, logFolder }) {
  const lines = [
    ['Portal', `${baseUrl} (sign in as Guest)`],
    [
      'Backend',
      `${baseUrl}/api, with the controllers inside (pid ${backend.pid})`,
    ],
  ];
  if (demo) {
    const tree = relative(process.cwd(), demo.workTree) || '.';
    lines.push(
      ['Cluster', `${demo.url} (pid ${demo.pid})`],
      ['kubectl', `export KUBECONFIG=${demo.kubeconfig}`],
      ['Git', `${demo.gitUrl}, work tree ${demo.workTree}`],
      ['Logs', logFolder],
      ['', ''],
      ['Look', `${baseUrl}/catalog/default/component/podinfo/gitops`],
      [
        'Try',
        `cd ${tree} && sed -i.bak 's/replicas: 2/replicas: 3/' apps/podinfo/deployment.yaml && git commit -am 'Raise replicas to 3'`,
      ],
    );
  } else {
    const where =
      choice === 'kubeconfig'
        ? `the kubeconfig ${process.env.KUBECONFIG ?? '~/.kube/config'}`
        : 'the kubernetes section of app-config';
    lines.push(['Cluster', `from ${where}`], ['Logs', logFolder]);
  }
  return lines
    .map(([name, text]) => (name ? `${name.padEnd(8)} ${text}` : ''))
    .join('\n');
}

/** `npm start`: starts all, says what runs, and stops all on Ctrl-C. */
export async function run() {
  const startedAt = Date.now();
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => interrupt.abort());
  }
  let started;
  const onUnexpectedExit = ({ name, code, logFile }) => {
    if (!started) return;
    process.stderr.write(
      `${name} ended unexpectedly (${code ?? 'killed'}), see ${logFile}. ` +
        `Everything else is stopped; npm start continues from there.\n`,
    );
    process.exitCode = 1;
    interrupt.abort();
  };
  try {
    started = await startAll({
      port: Number(process.env.PORT || 3000),
      onStep: text => process.stdout.write(`${text}\n`),
      onUnexpectedExit,
      signal: interrupt.signal,
    });
  } catch (error) {
    if (interrupt.signal.aborted) process.exit(0);
    throw error;
  }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `\n${describe(
      started,
    )}\n\nReady after ${seconds} s. Ctrl-C stops everything.\n`,
  );
  openBrowser(started.baseUrl);
  if (!interrupt.signal.aborted) {
    await new Promise(resolve => {
      interrupt.signal.addEventListener('abort', resolve);
    });
  }
  process.stdout.write('Stopping …\n');
  await started.stop();
  process.exit();
}
