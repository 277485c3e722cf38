/**
 * Programs beside each other: each phase creates its objects, waits until all
 * are Ready, and removes them, for one program after the other.
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { usageOf } from '../usage.mjs';
import { inParallel, sleep } from './Bench.mjs';

/** Namespace of the objects. */
export const NAMESPACE = 'bench';

/** Flags that both programs take. */
const COMMON = ['--enable-leader-election=false', '--concurrent=4'];

/**
 * How the programs are started, by name.
 * @param component - such as `source-controller`
 * @param file - that controller of Flux; undefined: only ours
 * @param flags - further ones of Flux's
 */
export function programsOf(bench, component, { file, flags = [] }) {
  const ours = kubeconfig =>
    bench.startControllers(kubeconfig, [
      `--components=${component}`,
      ...COMMON,
    ]);
  if (!file) return { ours };
  const flux = kubeconfig =>
    bench.run(
      file,
      [
        '--events-addr=',
        `--storage-path=${mkdtempSync(join(bench.work, 'flux-'))}`,
        '--metrics-addr=127.0.0.1:0',
        ...COMMON,
        ...flags,
      ],
      {
        name: component,
        env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
      },
    );
  return { ours, flux };
}

const isReady = ({ status }) =>
  status?.conditions?.some(c => c.type === 'Ready' && c.status === 'True');

async function waitUntil(client, types, isDone) {
  for (;;) {
    const lists = await Promise.all(
      types.map(type => client.listAll(type, { namespace: NAMESPACE })),
    );
    if (isDone(lists.flatMap(({ items }) => items))) return;
    await sleep(50);
  }
}

/** What a phase costs: since its start, or while its objects are left alone. */
async function measure({ client, types, traffic }, phase, pid) {
  const look = () => ({
    at: performance.now(),
    usage: usageOf(pid),
    traffic: traffic(),
  });
  let before = look();
  await inParallel(phase.objects, 8, object => client.create(object));
  await waitUntil(
    client,
    types,
    items => items.length === phase.objects.length && items.every(isReady),
  );
  if (phase.idleMs) {
    before = look();
    await sleep(phase.idleMs);
  }
  const after = look();
  const cpuSeconds = after.usage.cpuSeconds - before.usage.cpuSeconds;
  return {
    seconds: Number(((after.at - before.at) / 1000).toFixed(2)),
    cpuSeconds: Number(cpuSeconds.toFixed(2)),
    peakMb: Math.round(after.usage.peakMb),
    ...Object.fromEntries(
      Object.entries(after.traffic).map(([name, count]) => [
        name,
        Math.round(count - before.traffic[name]),
      ]),
    ),
  };
}

/**
 * Prints a line for each phase and program.
 * @param run - `bench`, `client`, `kubeconfig`, `programs`, `types` of the
 *   objects, and `traffic()`: what a server has counted so far, by name
 * @param phases - `title`, `objects`, and `idleMs`: the time to measure after
 *   all are Ready, in place of that until then
 */
export async function comparePhases(run, phases) {
  const { bench, client, kubeconfig, programs, types } = run;
  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { fieldManager: 'bench' },
  );
  for (const phase of phases) {
    for (const [program, start] of Object.entries(programs)) {
      const child = start(kubeconfig);
      await sleep(6000); // it has read the cluster
      const row = await measure(run, phase, child.pid);
      process.stdout.write(
        `${JSON.stringify({ phase: phase.title, program, ...row })}\n`,
      );
      await inParallel(phase.objects, 8, ({ apiVersion, kind, metadata }) =>
        client.delete({ apiVersion, kind }, metadata),
      );
      await waitUntil(client, types, items => items.length === 0);
      await bench.stop(child);
    }
  }
}
