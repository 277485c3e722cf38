/* eslint-disable no-console */
/**
 * Times packages/helm against the real helm process and against Helm's own
 * packages in one Go process, in one run on this machine, and prints Markdown.
 *
 *     node --expose-gc benchmarks/helm/run.mjs HELM_BINARY HELM_ENGINE FOLDER…
 *     node benchmarks/helm/run.mjs --cold CHART…
 *
 * The second form times the first render of a chart in fresh processes, with
 * the bundled library: wall clock and processor time (user and system) of
 * loading the module, reading the files, loading the chart and rendering.
 *
 * HELM_BINARY is an official Helm 4.1, HELM_ENGINE the built program of
 * test/oracle/helm-engine. Every folder below FOLDER that has a Chart.yaml is
 * a chart; charts that Helm cannot render without values are left out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { load } from '../load.mjs';
import { measureCold } from './cold.mjs';
import { filesOf } from './filesOf.mjs';

if (process.argv[2] === '--cold') {
  await measureCold(process.argv.slice(3));
  process.exit();
}

const [helm, engine, ...folders] = process.argv.slice(2);
const RUNS = 5;
const RELEASE = { name: 'rel', namespace: 'ns' };

const lib = await load(
  new URL('../../packages/helm/src/index.ts', import.meta.url).pathname,
);
const environment = { now: Date.now, random: size => new Uint8Array(size) };

function render(chart) {
  return lib.formatTemplate(
    lib.renderChart(chart, new Map(), RELEASE, lib.DEFAULT_CAPABILITIES, {
      environment,
    }),
  );
}

function timed(work) {
  const started = performance.now();
  const result = work();
  return { ms: performance.now() - started, result };
}

const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];
const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);

function measure(path) {
  const args = ['template', 'rel', path, '-n', 'ns'];
  const options = { maxBuffer: 1 << 28 };
  if (spawnSync(helm, args, options).status !== 0) {
    return undefined;
  }
  const cold = timed(() => {
    const chart = lib.loadChart(filesOf(path));
    return { chart, text: render(chart) };
  });
  const { chart, text } = cold.result;
  const ours = [];
  const process = [];
  for (let run = 0; run < RUNS; run++) {
    process.push(timed(() => spawnSync(helm, args, options)).ms);
    ours.push(timed(() => render(chart)).ms);
  }
  const go = JSON.parse(
    execFileSync(engine, [String(RUNS), path], { encoding: 'utf8' }),
  );
  return {
    name: basename(path),
    bytes: text.length,
    coldMs: cold.ms,
    warmMs: median(ours),
    processMs: median(process),
    engineMs: go.renderMs,
    engineColdMs: go.coldMs,
  };
}

/** Heap after each hundred of many renders, in MiB. */
function memory(paths) {
  const charts = paths.map(path => lib.loadChart(filesOf(path)));
  const marks = [];
  for (let run = 1; run <= 500; run++) {
    try {
      render(charts[run % charts.length]);
    } catch {
      // a chart that needs values
    }
    if (run % 100 === 0) {
      globalThis.gc?.();
      marks.push((process.memoryUsage().heapUsed / 2 ** 20).toFixed(0));
    }
  }
  return marks;
}

/** A chart that Helm renders and we do not is said aloud, not left out. */
function measureOrReport(path) {
  try {
    return measure(path);
  } catch (error) {
    console.log(`${basename(path)}: FAILED: ${error.message}\n`);
    return undefined;
  }
}

console.log(
  `Load of the machine at the beginning: ${loadavg()[0].toFixed(1)}\n`,
);
const paths = folders
  .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
  .filter(path => existsSync(join(path, 'Chart.yaml')));
const rows = paths.map(measureOrReport).filter(Boolean);
rows.sort((a, b) => b.processMs - a.processMs);

console.log(
  '| chart | output KiB | cold ms | warm ms | helm process ms | helm engine ms | process / warm | warm / engine |',
);
console.log('|---|---|---|---|---|---|---|---|');
const line = row =>
  `| ${row.name} | ${(row.bytes / 1024).toFixed(0)} | ${row.coldMs.toFixed(
    0,
  )} | ${row.warmMs.toFixed(1)} | ${row.processMs.toFixed(
    0,
  )} | ${row.engineMs.toFixed(1)} | ${(row.processMs / row.warmMs).toFixed(
    1,
  )} | ${(row.warmMs / row.engineMs).toFixed(2)} |`;
for (const row of rows.slice(0, 8)) console.log(line(row));
console.log(
  line({
    name: `all ${rows.length} charts`,
    ...Object.fromEntries(
      ['bytes', 'coldMs', 'warmMs', 'processMs', 'engineMs'].map(key => [
        key,
        sum(rows, key),
      ]),
    ),
  }),
);
console.log(
  `\nHeap after 100, 200 … 500 renders (MiB${
    globalThis.gc ? '' : ', without --expose-gc'
  }): ${memory(paths).join(', ')}`,
);
console.log(`Load of the machine at the end: ${loadavg()[0].toFixed(1)}`);
