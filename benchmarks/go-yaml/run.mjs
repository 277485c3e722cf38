/* eslint-disable no-console */
/**
 * Times packages/go-yaml and the Go libraries on the same files, one after
 * the other on this machine, and prints a Markdown table. It counts processor
 * time, garbage collection included, so that a busy machine does no harm.
 *
 *   node benchmarks/go-yaml/run.mjs [runs]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const runs = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'go-yaml-bench-'));

function deployment(i) {
  return `# workload ${i}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-${i}
  namespace: team-${i % 7}
  labels: {app: service-${i}, tier: "backend"}
  annotations:
    description: |-
      Service number ${i}
      with two lines
spec:
  replicas: ${i % 5} # small
  selector:
    matchLabels:
      app: service-${i}
  template:
    metadata:
      labels:
        app: service-${i}
    spec:
      containers:
      - name: main
        image: registry.example.com/team/service-${i}:1.2.${i}
        args: ["--port=8080", '--verbose']
        env:
        - name: LOG_LEVEL
          value: info
        - name: TIMEOUT
          value: "30"
        ports:
        - containerPort: 8080
        resources:
          limits:
            cpu: 500m
            memory: 256Mi
        # probes
        readinessProbe:
          httpGet:
            path: /healthz
            port: 8080
          initialDelaySeconds: 5
`;
}

const files = [1, 50, 2000].map(count => ({
  name: `${count} Deployment${count > 1 ? 's' : ''}`,
  text: Array.from({ length: count }, (_, i) => deployment(i)).join('---\n'),
}));
files.push({
  name: 'one CRD-like tree, depth 12',
  text: tree(0, 12, 2),
});

function tree(indent, depth, width) {
  const pad = ' '.repeat(indent);
  if (depth === 0)
    return `${pad}description: some words about a field\n${pad}type: string\n`;
  return Array.from(
    { length: width },
    (_, i) => `${pad}field${i}:\n${tree(indent + 2, depth - 1, width)}`,
  ).join('');
}

const bundle = join(folder, 'bundle.mjs');
await build({
  entryPoints: [join(root, 'packages/go-yaml/src/testing/index.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: bundle,
});
const { answer } = await import(pathToFileURL(bundle).href);
const oracle = join(folder, 'oracle');
execFileSync('go', ['build', '-o', oracle, '.'], {
  cwd: join(root, 'test/oracle/go-yaml'),
  stdio: 'inherit',
});

function median(op, text) {
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage();
    const { err } = answer(op, text);
    if (err) throw new Error(err);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

console.log('| document | size | operation | own, ms | Go, ms | ratio |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const op of ['parse', 'roundtrip', 'sigs']) {
  for (let i = 0; i < 40; i++) answer(op, files[1].text);
}
for (const { name, text } of files) {
  const file = join(folder, 'input.yaml');
  writeFileSync(file, text);
  const go = JSON.parse(execFileSync(oracle, ['bench', file, String(runs)]));
  for (const op of ['parse', 'roundtrip', 'sigs']) {
    const own = median(op, text);
    const ratio = (own / go[op]).toFixed(2);
    const size = `${(text.length / 1024).toFixed(0)} KiB`;
    console.log(
      `| ${name} | ${size} | ${op} | ${own.toFixed(2)} | ${go[op].toFixed(
        2,
      )} | ${ratio} |`,
    );
  }
}
rmSync(folder, { recursive: true });
