/* eslint-disable no-console */
/**
 * Renders a chart once in this fresh process and prints what each step took:
 *
 *     node coldRender.mjs BUNDLED_LIBRARY CHART
 */
import { pathToFileURL } from 'node:url';
import { filesOf } from './filesOf.mjs';

const [library, path] = process.argv.slice(2);
const steps = {};

async function step(name, work) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  steps[name] = { wallMs, cpuMs: (user + system) / 1000 };
  return result;
}

const lib = await step('module', () => import(pathToFileURL(library)));
const files = await step('read', () => filesOf(path));
const chart = await step('load', () => lib.loadChart(files));
const environment = { now: Date.now, random: size => new Uint8Array(size) };
const render = () =>
  lib.formatTemplate(
    lib.renderChart(
      chart,
      new Map(),
      { name: 'rel', namespace: 'ns' },
      lib.DEFAULT_CAPABILITIES,
      { environment },
    ),
  );
const text = await step('render', render);
await step('again', render);
console.log(JSON.stringify({ ...steps, characters: text.length }));
