/**
 * Compares what ours and Flux's image-automation-controller make of the same
 * random repositories, policies and automations: statuses, events, branches,
 * messages and authors of commits, and the values in every file:
 *
 *     node plugins/gitops-controllers/scripts/images/compareAutomation.mjs [--seed 1] [--cases 150] [--controller FILE]
 *
 * The file is also read from GITOPS_IMAGE_AUTOMATION_CONTROLLER. Prints what
 * differs beside the differences that are meant; the exit code is 1 then.
 */
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { build } from 'esbuild';
import { Random } from '@backstage-gitops/random';
import { meant } from './meantDifferences.mjs';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '150' },
    controller: {
      type: 'string',
      default:
        process.env.GITOPS_IMAGE_AUTOMATION_CONTROLLER ??
        'image-automation-controller',
    },
  },
});
const testing = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../src/controllers/imageupdateautomation/testing',
);
const cache = fileURLToPath(
  new URL('../../../../node_modules/.cache', import.meta.url),
);
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'gitops-image-automation-'));

/** Drivers of databases that nothing here opens. */
const DRIVERS = [
  ...['better-sqlite3', 'mariadb', 'mysql', 'mysql2', 'oracledb', 'pg'],
  ...['pg-native', 'pg-query-stream', 'sqlite3', 'tedious'],
];

async function load(name) {
  await build({
    entryPoints: [join(testing, `${name}.ts`)],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['*.node', ...DRIVERS, ...DRIVERS.map(driver => `${driver}/*`)],
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    logLevel: 'error',
  });
  const { default: loaded } = await import(join(folder, `${name}.cjs`));
  return loaded;
}

function startFlux(kubeconfig) {
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubeconfig);
  const log = openSync(join(folder, 'flux.log'), 'w');
  const flags = [
    '--metrics-addr=127.0.0.1:0',
    '--health-addr=127.0.0.1:0',
    '--enable-leader-election=false',
  ];
  return spawn(options.controller, flags, {
    env: { ...process.env, KUBECONFIG: file, RUNTIME_NAMESPACE: 'flux-system' },
    stdio: ['ignore', log, log],
  });
}

const { AutomationSide } = await load('AutomationSide');
const { randomAutomation } = await load('randomAutomation');
const ours = new AutomationSide(true);
const flux = new AutomationSide(false);
let program;
const counts = { cases: 0, equal: 0, meant: 0, pushed: 0 };
try {
  await Promise.all([ours.start(), flux.start()]);
  program = startFlux(flux.cluster.kubeconfig);
  const random = new Random(options.seed);
  while (counts.cases < Number(options.cases)) {
    const made = randomAutomation(random);
    const name = `case-${counts.cases}`;
    counts.cases += 1;
    const [mine, theirs] = await Promise.all(
      [ours, flux].map(async side => {
        await side.createCase(name, made);
        return side.readCase(name);
      }),
    );
    counts.pushed += mine.status.lastPushCommit ? 1 : 0;
    if (isDeepStrictEqual(mine, theirs)) counts.equal += 1;
    else if (meant(mine, theirs, made)) counts.meant += 1;
    else {
      process.exitCode = 1;
      for (const part of ['status', 'events', 'branches']) {
        if (!isDeepStrictEqual(mine[part], theirs[part])) {
          console.log(
            `${name} ${part}\n  ours ${JSON.stringify(
              mine[part],
            )}\n  Flux ${JSON.stringify(theirs[part])}\n  ${JSON.stringify(
              made.spec,
            )} ${JSON.stringify(made.ref)}`,
          );
        }
      }
    }
  }
} finally {
  program?.kill();
  await Promise.all([ours.stop(), flux.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
console.log(counts);
