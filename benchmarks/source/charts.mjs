/* eslint-disable no-console */
/**
 * Times HelmCharts of one large index: the HelmRepository until it is Ready,
 * and then all charts; with processor time and peak memory of the process.
 *
 *     node benchmarks/source/charts.mjs [--charts 200] [--index-mb 40] [--source-controller FILE]
 *
 * With the binary of Flux's controller that is measured, else ours. Needs Go
 * for the API server of test/control-plane.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startControlPlane } from '../../test/control-plane/controlPlane.mjs';
import { indexText } from '../helm/indexText.mjs';
import { load } from '../load.mjs';
import { usageOf } from '../usage.mjs';

const { values: options } = parseArgs({
  options: {
    charts: { type: 'string', default: '200' },
    'index-mb': { type: 'string', default: '40' },
    'source-controller': { type: 'string' },
  },
});
const count = Number(options.charts);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const work = mkdtempSync(join(tmpdir(), 'bench-charts-'));
const { Judge, chartTexts, packedChart } = await load(
  join(
    root,
    'plugins/gitops-controllers/src/controllers/helmchart/testing/index.ts',
  ),
);
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

function listen(answer) {
  const server = createServer(answer);
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve(server)),
  );
}

const portOf = server => server.address().port;

async function freeAddress() {
  const server = await listen(() => {});
  const address = `127.0.0.1:${portOf(server)}`;
  await new Promise(resolve => server.close(resolve));
  return address;
}

async function startController(kubeconfig) {
  const storage = join(work, 'storage');
  mkdirSync(storage);
  const address = await freeAddress();
  const common = [
    `--storage-path=${storage}`,
    `--storage-addr=${address}`,
    '--enable-leader-election=false',
    '--helm-index-max-size=1000000000',
    '--helm-cache-max-size=10',
  ];
  const env = { ...process.env, KUBECONFIG: kubeconfig, TMPDIR: work };
  const flux = options['source-controller'];
  if (!flux) {
    return spawn(
      process.execPath,
      [
        join(root, 'scripts/gitops.mjs'),
        ...['controllers', '--components=source-controller'],
        ...[`--kubeconfig=${kubeconfig}`, ...common],
      ],
      { env, stdio: 'ignore' },
    );
  }
  const rest = [
    ...['--events-addr=', '--log-level=error'],
    `--storage-adv-addr=${address}`,
    `--metrics-addr=${await freeAddress()}`,
    `--health-addr=${await freeAddress()}`,
  ];
  return spawn(flux, [...common, ...rest], {
    env: { ...env, RUNTIME_NAMESPACE: 'bench' },
    stdio: 'ignore',
  });
}

async function until(check) {
  const started = performance.now();
  while (!(await check())) {
    if (performance.now() - started > 600_000) throw new Error('too slow');
    await pause(100);
  }
  return Math.round(performance.now() - started) / 1000;
}

const isReady = ({ status }) =>
  status?.conditions?.some(
    item => item.type === 'Ready' && item.status === 'True',
  );

const index = indexText(Number(options['index-mb']) * 1e6, 200, '');
const names = [...index.matchAll(/^ {2}(chart-\d+):$/gm)].map(
  ([, name]) => name,
);
const archive = packedChart(chartTexts('chart', '1.0.0'));
let downloads = 0;
const server = await listen(({ url }, response) => {
  if (url.endsWith('.tgz')) downloads += 1;
  response.end(url.endsWith('.tgz') ? archive : index);
});
const plane = await startControlPlane({ log: console.log });
const judge = await Judge.start(plane.kubeconfig);
await judge.install(['bench']);
const controller = await startController(plane.kubeconfig);
try {
  await pause(8000);
  await judge.create('HelmRepository', 'charts', {
    ...{ url: `http://127.0.0.1:${portOf(server)}/`, interval: '1h' },
    timeout: '10m',
  });
  const repository = await until(async () =>
    isReady(await judge.read('HelmRepository', 'bench', 'charts')),
  );
  const before = usageOf(controller.pid);
  console.log('HelmRepository', { seconds: repository, ...before });
  const sourceRef = { kind: 'HelmRepository', name: 'charts' };
  for (let at = 0; at < count; at++) {
    const chart = names[at % names.length];
    const spec = { chart, sourceRef, interval: '1h', version: '>=0.0.1' };
    await judge.create('HelmChart', `chart-${at}`, spec);
  }
  const seconds = await until(async () =>
    (await judge.list('HelmChart', 'bench')).every(isReady),
  );
  console.log(`${count} HelmCharts`, {
    seconds,
    downloads,
    ...usageOf(controller.pid),
  });
} finally {
  controller.kill('SIGTERM');
  await judge.stop();
  await plane.stop();
  server.closeAllConnections();
  server.close();
  rmSync(work, { recursive: true, force: true });
}
