#!/usr/bin/env node
/**
 * Server-side apply, one request after another: new objects, and the same again.
 *   node benchmarks/devcluster/apply.mjs [COUNT] [KUBECONFIG]
 * Without KUBECONFIG it starts the embedded server in this process.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const count = Number(process.argv[2] ?? 1000);
const outfile = join(root, 'node_modules/.cache/benchmarks/devcluster.cjs');
await build({
  entryPoints: [join(root, 'packages/devcluster/src/index.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  packages: 'external',
  logLevel: 'error',
});
const { startDevCluster } = createRequire(import.meta.url)(outfile);
const began = performance.now();
const cluster = process.argv[3] ? undefined : await startDevCluster();
const startMs = performance.now() - began;
const config = parse(
  cluster?.kubeconfig ?? readFileSync(process.argv[3], 'utf8'),
);
const entry = config.clusters[0].cluster;
const ca = entry['certificate-authority-data']
  ? Buffer.from(entry['certificate-authority-data'], 'base64')
  : readFileSync(entry['certificate-authority']);
const agent = new https.Agent({ keepAlive: true, ca, maxSockets: 1 });
const headers = {
  authorization: `Bearer ${config.users[0].user.token}`,
  'content-type': 'application/apply-patch+yaml',
};

function apply(name) {
  const body = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            { name: 'app', image: 'app:1', ports: [{ containerPort: 80 }] },
          ],
        },
      },
    },
  });
  const path = `/apis/apps/v1/namespaces/default/deployments/${name}?fieldManager=bench`;
  return new Promise((resolve, reject) => {
    const call = https.request(
      new URL(path, entry.server),
      { method: 'PATCH', agent, headers },
      response => {
        response.resume();
        response.on('end', () =>
          response.statusCode < 300
            ? resolve()
            : reject(new Error(String(response.statusCode))),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

async function round(label) {
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    await apply(`bench-${index}`);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = part => times[Math.floor(times.length * part)].toFixed(2);
  process.stdout.write(`${label}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`);
}

if (cluster) process.stdout.write(`start: ${startMs.toFixed(0)} ms\n`);
await round(`apply of ${count} new Deployments`);
await round('the same again, unchanged');
if (cluster)
  process.stdout.write(
    `resident: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB\n`,
  );
await cluster?.stop();
agent.destroy();
