/* eslint-disable no-console */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../load.mjs';

const PROCESSES = 7;
const STEPS = ['module', 'read', 'load', 'render'];

/** Prints Markdown: medians of some fresh processes for every chart. */
export async function measureCold(charts) {
  const folder = mkdtempSync(join(tmpdir(), 'gitops-benchmark-'));
  try {
    const library = join(folder, 'helm.mjs');
    await bundle(
      fileURLToPath(
        new URL('../../packages/helm/src/index.ts', import.meta.url),
      ),
      library,
    );
    console.log(`Load of the machine: ${loadavg()[0].toFixed(1)}\n`);
    console.log(
      '| chart | module ms | read ms | load ms | first render ms | load + render ms | second render ms | processor ms, all | processor ms, load + render |',
    );
    console.log(`|${'---|'.repeat(9)}`);
    for (const chart of charts) console.log(row(library, chart));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(library, chart) {
  const program = fileURLToPath(new URL('coldRender.mjs', import.meta.url));
  const runs = Array.from({ length: PROCESSES }, () =>
    JSON.parse(execFileSync(process.execPath, [program, library, chart])),
  );
  const middle = valueOf =>
    runs
      .map(valueOf)
      .sort((a, b) => a - b)
      [PROCESSES >> 1].toFixed(0);
  const cells = [
    ...STEPS.map(step => middle(run => run[step].wallMs)),
    middle(run => run.load.wallMs + run.render.wallMs),
    middle(run => run.again.wallMs),
    middle(run => STEPS.reduce((sum, step) => sum + run[step].cpuMs, 0)),
    middle(run => run.load.cpuMs + run.render.cpuMs),
  ];
  return `| ${basename(chart)} | ${cells.join(' | ')} |`;
}
