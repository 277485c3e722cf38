/** How long an install takes by a HelmRelease and by helm, on one cluster, nothing waited for. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HELM_RELEASE } from '../Player.mjs';
import { cleanUp } from './cleanUp.mjs';
import { newSince, takeSnapshot } from './snapshot.mjs';
import { VALUES } from './values.mjs';

const ROUNDS = 3;
const POLL_MS = 20;
const sleep = ms => new Promise(done => setTimeout(done, ms));
const seconds = ms => `${(ms / 1000).toFixed(1)} s`;

async function byHelmRelease(ours, { name, version }, values) {
  const { client, stage } = ours;
  const key = { namespace: name, name };
  await stage.createNamespace(name);
  const start = Date.now();
  await client.create({
    ...HELM_RELEASE,
    metadata: key,
    spec: {
      ...{ interval: '1h', releaseName: name, values },
      chart: {
        spec: { chart: name, version, sourceRef: stage.sourceRef('http') },
      },
      install: { disableWait: true },
    },
  });
  for (;;) {
    const { status } = await client.get(HELM_RELEASE, key);
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status === 'True') break;
    if (
      ready?.status === 'False' &&
      ready.reason !== 'SourceNotReady' &&
      status.installFailures
    )
      throw new Error(ready.message);
    await sleep(POLL_MS);
  }
  const took = Date.now() - start;
  const count = [...(await takeSnapshot(ours.reader)).values()].length;
  await client.delete(HELM_RELEASE, key);
  while (await client.find(HELM_RELEASE, key)) await sleep(POLL_MS);
  return { took, count };
}

async function byHelm(ours, helm, { name, version }, valuesFile) {
  const run = (...args) =>
    promisify(execFile)(helm, [...args, '-n', name], {
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, KUBECONFIG: ours.stage.kubeconfig },
    });
  await ours.stage.createNamespace(name);
  const start = Date.now();
  await run(
    ...['install', name, name, '--repo', ours.stage.servers.http],
    ...['--version', version, '-f', valuesFile],
  );
  const took = Date.now() - start;
  const count = [...(await takeSnapshot(ours.reader)).values()].length;
  await run('uninstall', name);
  return { took, count };
}

/** Installs by turns and says how long each took. */
export async function measureInstall({ ours, helm, chart, work, say }) {
  const newest = chart.versions.at(-1);
  const values = VALUES[chart.name] ?? {};
  const valuesFile = join(work, 'values.json');
  writeFileSync(valuesFile, JSON.stringify(values));
  const before = await takeSnapshot(ours.reader);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [who, install] of [
      ['HelmRelease', () => byHelmRelease(ours, newest, values)],
      ['helm install', () => byHelm(ours, helm, newest, valuesFile)],
    ]) {
      const load = loadavg()[0].toFixed(1);
      const { took, count } = await install();
      say(
        `${chart.name} ${who}: ${seconds(took)}, ${
          count - before.size
        } objects, load ${load}`,
      );
      const left = newSince(before, await takeSnapshot(ours.reader));
      await cleanUp(ours, left, chart.name);
    }
  }
}
