// Builds of growing size by this engine and by the real kustomize library,
// in turn, in one run. The judge is a process that stays up, so that its
// process start does not count.
//
//   node benchmarks/kustomize/run.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startServers } from '../../packages/kustomize/scripts/fuzz/servers.mjs';

const work = mkdtempSync(join(tmpdir(), 'kustomize-bench-'));

function write(name, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(work, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(work, name);
}

const deployment = (name, map) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}}
spec:
  replicas: 2
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: main
        image: nginx:1.25
        ports:
        - containerPort: 80
        envFrom:
        - configMapRef: {name: ${map}}
`;
const configMap = name => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  a: "1"
  b: text
`;

/** Half Deployments, half ConfigMaps that they refer to. */
function objects(count) {
  const list = [];
  for (let i = 0; i < count / 2; i++)
    list.push(deployment(`web-${i}`, `map-${i}`), configMap(`map-${i}`));
  return list.join('---\n');
}

const patches = count =>
  Array.from(
    { length: count },
    (_, i) =>
      `- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web-${i}}\n    spec: {replicas: ${i}}\n`,
  ).join('');

function large(count) {
  return write(`large-${count}`, {
    'base/objects.yaml': objects(count),
    'base/kustomization.yaml': 'resources: [objects.yaml]\n',
    'kustomization.yaml': `resources: [base]\nnamePrefix: p-\nnamespace: prod\npatches:\n${patches(
      20,
    )}`,
  });
}

function diamonds(count) {
  const files = {
    'base/objects.yaml': `${deployment('web', 'map')}---\n${configMap('map')}`,
    'base/kustomization.yaml': 'resources: [objects.yaml]\n',
  };
  const names = Array.from({ length: count }, (_, i) => `d${i}`);
  for (const name of names) {
    files[
      `${name}/kustomization.yaml`
    ] = `resources: [../base]\nnamePrefix: ${name}-\n`;
  }
  files['kustomization.yaml'] = `resources: [${names.join(', ')}]\n`;
  return write(`diamonds-${count}`, files);
}

const cases = [
  [
    'overlay of 1 object',
    write('small', {
      'base/o.yaml': deployment('web', 'map'),
      'base/kustomization.yaml': 'resources: [o.yaml]\n',
      'kustomization.yaml': 'resources: [base]\nnamePrefix: p-\n',
    }),
    50,
  ],
  [
    '3 levels, 50 objects',
    write('levels', {
      'base/objects.yaml': objects(50),
      'base/kustomization.yaml':
        'resources: [objects.yaml]\nlabels: [{pairs: {a: b}}]\n',
      'mid/kustomization.yaml':
        'resources: [../base]\nnamePrefix: p-\nimages: [{name: nginx, newTag: "2"}]\n',
      'kustomization.yaml':
        'resources: [mid]\nnamespace: prod\nconfigMapGenerator: [{name: g, literals: [a=1]}]\n',
    }),
    20,
  ],
  ['2,000 objects, references, 20 patches', large(2000), 2],
  ['500 diamonds', diamonds(500), 2],
  ['growth: 1,000', large(1000), 2],
  ['growth: 5,000', large(5000), 1],
  ['growth: 10,000', large(10000), 1],
];

const servers = startServers();
process.stdout.write(
  '| build | this engine (ms) | kustomize (ms) | ratio |\n|---|---:|---:|---:|\n',
);
for (const [name, directory, repeat] of cases) {
  const times = { ours: Infinity, judge: Infinity };
  const heavy = name.includes('5,000') || name.includes('10,000');
  for (const who of heavy ? ['ours'] : ['ours', 'judge', 'ours', 'judge']) {
    const answer = await servers[who].build(`repeat=${repeat} ${directory}`);
    if (answer.error) throw new Error(`${who}: ${answer.error}`);
    times[who] = Math.min(times[who], answer.ms);
  }
  const judge = heavy ? 'not run' : times.judge.toFixed(1);
  const ratio = heavy ? '' : (times.ours / times.judge).toFixed(2);
  process.stdout.write(
    `| ${name} | ${times.ours.toFixed(1)} | ${judge} | ${ratio} |\n`,
  );
}
servers.ours.close();
servers.judge.close();
rmSync(work, { recursive: true, force: true });
