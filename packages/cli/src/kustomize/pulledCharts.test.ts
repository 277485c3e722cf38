import { helmBinary, kubectlBinary } from '@backstage-gitops/oracle';
import { execFileSync, spawn } from 'child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { command } from '../commands/kustomize';
import { runCommand, type Outcome } from '../testing/runCommand';

const CHART = join(__dirname, '../../testdata/kustomize-helm/charts/shop');
const scratch = mkdtempSync(join(tmpdir(), 'gitops-pulled-charts-'));
const served = join(scratch, 'served');
const helm = join(scratch, 'helm');
let server: Server;
let repo: string;

/** Packs the chart at a version, which its labels show. */
function pack(version: string): string {
  const work = join(scratch, version);
  cpSync(CHART, join(work, 'shop'), { recursive: true });
  const file = join(work, 'shop/Chart.yaml');
  const text = readFileSync(file, 'utf8').replace(
    'version: 1.4.0',
    `version: ${version}`,
  );
  writeFileSync(file, text);
  const archive = `shop-${version}.tgz`;
  execFileSync('tar', ['-czf', join(served, archive), '-C', work, 'shop']);
  return `  - name: shop\n    apiVersion: v2\n    version: ${version}\n    urls: [files/${archive}]\n`;
}

beforeAll(async () => {
  mkdirSync(served);
  // The kustomize in kubectl takes no Helm 4 before it has been told another number.
  writeFileSync(
    helm,
    `#!/bin/sh\n[ "$1" = version ] && exec echo v3.20.0\nexec ${helmBinary()} "$@"\n`,
    { mode: 0o755 },
  );
  const entries = ['1.4.0', '2.0.0-beta.1', '1.5.2', '1.5.0'].map(pack);
  const index = `apiVersion: v1\nentries:\n  shop:\n${entries.join('')}`;
  server = createServer((request, response) => {
    const name = /^\/charts\/(?:files\/)?([^/]+)$/.exec(request.url ?? '')?.[1];
    if (name === 'index.yaml') response.end(index);
    else if (name?.endsWith('.tgz')) {
      response.end(readFileSync(join(served, name)));
    } else response.writeHead(404).end();
  });
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  repo = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charts`;
});

afterAll(() => {
  server.close();
  rmSync(scratch, { recursive: true });
});

async function closedPort(): Promise<number> {
  const short = createServer();
  await new Promise<void>(done => {
    short.listen(0, '127.0.0.1', done);
  });
  const { port } = short.address() as AddressInfo;
  await new Promise(done => {
    short.close(done);
  });
  return port;
}

let directories = 0;

/** A directory of its own, since the real tool leaves what it has pulled. */
function directory(fields: string): string {
  directories += 1;
  const path = join(scratch, `app-${directories}`);
  mkdirSync(path);
  writeFileSync(
    join(path, 'kustomization.yaml'),
    `helmCharts:\n- name: shop\n  releaseName: corner\n  repo: ${repo}\n${fields}`,
  );
  writeFileSync(join(path, 'more.yaml'), 'title: More\n');
  return path;
}

const build = (fields: string): Promise<Outcome> =>
  runCommand(command, ['build', directory(fields), '--enable-helm'], scratch);

async function judge(fields: string): Promise<Outcome> {
  const child = spawn(
    kubectlBinary(),
    ['kustomize', directory(fields), '--enable-helm', `--helm-command=${helm}`],
    { env: { PATH: process.env.PATH, HOME: scratch } },
  );
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', chunk => {
    texts.stdout += String(chunk);
  });
  child.stderr.on('data', chunk => {
    texts.stderr += String(chunk);
  });
  const code = await new Promise<number>(done => {
    child.on('close', done);
  });
  return { code, ...texts };
}

describe('a chart of a repository is pulled and rendered as kustomize does', () => {
  it.each([
    ['the newest', '', 'shop-1.5.2'],
    ['the newest, also unfinished', '  devel: true\n', 'shop-2.0.0-beta.1'],
    ['a version', '  version: 1.4.0\n', 'shop-1.4.0'],
    ['an unfinished version', '  version: 2.0.0-beta.1\n', 'shop-2.0.0-beta.1'],
    ['a range', '  version: "~1.5.0"\n', 'shop-1.5.2'],
    [
      'with values',
      '  version: 1.5.0\n  valuesInline: {replicas: 7}\n  additionalValuesFiles: [more.yaml]\n',
      'replicas: 7',
    ],
    [
      'with the values file inside of it',
      '  version: 1.5.0\n  valuesFile: charts/shop-1.5.0/shop/values.yaml\n',
      'shop-1.5.0',
    ],
    [
      'with a home of its own',
      `helmGlobals: {chartHome: elsewhere}\n`,
      'shop-1.5.2',
    ],
  ])('%s', async (_, fields, shown) => {
    const expected = await judge(fields);
    expect(expected.stdout).toContain(shown);
    expect(await build(fields)).toMatchObject({
      code: 0,
      stdout: expected.stdout,
    });
  });
});

describe('a chart that cannot be pulled', () => {
  it.each([
    ['  version: 9.9.9\n', 'chart "shop" version "9.9.9" not found in'],
    ['  version: ">=3"\n', 'chart "shop" version ">=3" not found in'],
  ])('%j is refused as kustomize does', async (fields, message) => {
    expect((await judge(fields)).stderr).toContain(message);
    const { code, stderr } = await build(fields);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain(`fetching '${repo}/shop@`);
  });

  it.each([
    ['http', 'connection refused'],
    ['oci', 'http and https repositories only'],
  ])(
    'from %s://…, where nobody answers, is refused',
    async (scheme, message) => {
      const path = directory('');
      writeFileSync(
        join(path, 'kustomization.yaml'),
        `helmCharts:\n- name: shop\n  releaseName: r\n  repo: ${scheme}://127.0.0.1:${await closedPort()}/charts\n`,
      );
      const argv = ['build', path, '--enable-helm'];
      const { code, stderr } = await runCommand(command, argv, scratch);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
    },
  );
});
