// Does the same with the real helm and with `gitops helm` in two namespaces of
// one real API server with simulated pods, and compares what they leave behind:
//
//   node packages/cli/scripts/compare-helm-actions.mjs [--short] [--only TEXT]
//     [--tool helm] [--helm FILE] [--jobs 3] [--verbose]
//
// It needs go, helm 4 and kubectl on the PATH. After every step of a scenario
// exit status, output, errors, every object with its managed fields, and the
// decoded releases are the same. `--tool helm` compares helm with itself, and
// `--helm` names another helm to compare with. The exit code is 1 when something
// differs that `known.mjs` does not list, or when something that it lists does
// not differ any more.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the real API server that all judges share
import { startControlPlane } from '../../../test/control-plane/controlPlane.mjs';
import { ClusterReader } from './helm-actions/cluster.mjs';
import { KNOWN_WAYS, KnownDifferences } from './helm-actions/known.mjs';
import { findPlants } from './helm-actions/plants.mjs';
import { runScenario } from './helm-actions/runScenario.mjs';
import { SCENARIOS } from './helm-actions/scenarios/index.mjs';
import { bundleGitops } from './helm-actions/tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    tool: { type: 'string', default: 'gitops' },
    helm: { type: 'string', default: 'helm' },
    jobs: { type: 'string', default: '3' },
    verbose: { type: 'boolean', default: false },
  },
});
const say = line => process.stdout.write(`${line}\n`);
const stopped = new AbortController();

async function startCluster() {
  const plane = await startControlPlane({ log: say });
  const { startPodSimulator } = await load(
    join(here, '../../devcluster/src/simulator/startPodSimulator.ts'),
  );
  const simulator = startPodSimulator({
    kubeconfig: readFileSync(plane.kubeconfig, 'utf8'),
    signal: stopped.signal,
  });
  return { plane, simulator };
}

/** Runs `work` on all items, some at a time. */
async function eachOf(items, jobs, work) {
  const queue = [...items.entries()];
  const next = async () => {
    for (;;) {
      const entry = queue.shift();
      if (!entry) return;
      await work(entry[1], entry[0]);
    }
  };
  await Promise.all(Array.from({ length: jobs }, next));
}

function chosenScenarios() {
  const { short, only } = options;
  const names = SCENARIOS.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const astray = KNOWN_WAYS.map(({ scenario }) => scenario).filter(
    name => !names.includes(name),
  );
  if (twice.length + astray.length > 0) {
    throw new Error(
      `scenarios named twice or not at all: ${[...twice, ...astray]}`,
    );
  }
  return SCENARIOS.filter(
    scenario => (!short || scenario.isShort) && scenario.name.includes(only),
  );
}

const totals = { scenarios: 0, steps: 0, different: 0, known: 0 };

async function judgeAll(judge) {
  const scenarios = chosenScenarios();
  await eachOf(scenarios, Number(options.jobs), async (scenario, number) => {
    const { name, steps } = scenario;
    const started = performance.now();
    const found = await runScenario(judge, scenario, number).catch(error => [
      { step: 0, text: `the judge failed: ${error.stack}` },
    ]);
    const fresh = found.filter(({ step }) => !judge.known.isKnown(name, step));
    totals.scenarios += 1;
    totals.steps += steps.length;
    totals.different += fresh.length > 0 ? 1 : 0;
    totals.known += fresh.length < found.length ? 1 : 0;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (options.verbose) say(`${name} (${seconds} s)`);
    if (fresh.length > 0) say(`DIFFERENT: ${name}`);
    fresh.forEach(({ step, text }) => say(`  step ${step}: ${text}`));
  });
  const isWhole = !options.short && options.only === '';
  const gone = isWhole ? judge.known.gone() : [];
  gone.forEach(reason => say(`NOT DIFFERENT ANY MORE: ${reason}`));
  return gone.length;
}

const folder = mkdtempSync(join(tmpdir(), 'compare-helm-actions-'));
const { plane, simulator } = await startCluster();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void plane.stop().finally(() => process.exit(1));
  });
}
const cluster = new ClusterReader(plane.kubeconfig);
try {
  const ours =
    options.tool === 'gitops'
      ? await bundleGitops(join(folder, 'bundle'))
      : [options.tool];
  const { kubeconfig } = plane;
  const theirs = [options.helm];
  const known = new KnownDifferences(
    options.tool === 'gitops' && options.helm === 'helm',
  );
  const judge = { cluster, kubeconfig, folder, known, tools: [theirs, ours] };
  const missed = await findPlants({ ...judge, tools: [theirs, theirs] });
  missed.forEach(line => say(`PLANTED AND NOT FOUND: ${line}`));
  const gone = await judgeAll(judge);
  say(
    `${totals.scenarios} scenarios of ${totals.steps} steps, ${totals.different} different, ${totals.known} different as is known`,
  );
  const failures = totals.different + gone + missed.length;
  process.exitCode = failures > 0 ? 1 : 0;
} finally {
  stopped.abort();
  await simulator;
  cluster.close();
  await plane.stop();
  rmSync(folder, { recursive: true, force: true });
}
