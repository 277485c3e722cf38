import { loadChart, packageChart } from '@backstage-gitops/helm';
import {
  MediaType,
  parseReference,
  RegistryClient,
  startRegistry,
  digestOf,
  type RegistryServer,
} from '@backstage-gitops/oci';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { PassThrough, Readable } from 'stream';
import { parseFlags } from '../flags';
import { RENDER_FLAGS } from './flags/commonFlags';
import { HelmLog } from './helmLog';
import { locateChart } from './locateChart';

const VERSIONS = ['2.0.0-rc.1', '1.5.0', '1.4.0'];
const folder = mkdtempSync(join(tmpdir(), 'gitops-locate-chart-'));
const signal = new AbortController().signal;
let server: Server;
let base: string;
let registry: RegistryServer;
/** Requests of the repository: path, and the header with credentials. */
let asked: string[];

function pack(version: string): Uint8Array {
  const yaml = `apiVersion: v2\nname: shop\nversion: ${version}\n`;
  return packageChart(
    loadChart(new Map([['Chart.yaml', new TextEncoder().encode(yaml)]])),
  );
}

async function pushChart(version: string): Promise<void> {
  const client = new RegistryClient({ userAgent: 'test' });
  const reference = parseReference(`${registry.host}/charts/shop:${version}`);
  const chart = Buffer.from(pack(version));
  const config = Buffer.from('{}');
  const push = async (bytes: Buffer, mediaType: string) => {
    const digest = digestOf(bytes);
    await client.pushBlob(
      reference,
      { digest, size: bytes.length, open: () => Readable.from([bytes]) },
      { signal },
    );
    return { mediaType, digest, size: bytes.length };
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.ociManifest,
    config: await push(config, 'application/vnd.cncf.helm.config.v1+json'),
    layers: [await push(chart, MediaType.helmChart)],
  };
  await client.putManifest(
    reference,
    {
      bytes: Buffer.from(JSON.stringify(manifest)),
      mediaType: MediaType.ociManifest,
    },
    { signal },
  );
  await client.close();
}

beforeAll(async () => {
  const entries = VERSIONS.map(
    version =>
      `  - {name: shop, apiVersion: v2, version: ${version}, urls: [shop-${version}.tgz]}\n`,
  );
  const index = `apiVersion: v1\nentries:\n  shop:\n${entries.join('')}`;
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? '-'}`);
    const version = /^\/charts\/shop-(.+)\.tgz$/.exec(request.url ?? '')?.[1];
    if (version) response.end(pack(version));
    else if (request.url === '/charts/index.yaml') response.end(index);
    else response.writeHead(404).end();
  });
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charts`;
  registry = await startRegistry();
  for (const version of VERSIONS) await pushChart(version);
  writeFileSync(join(folder, 'shop.tgz'), pack('0.1.0'));
});

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise(done => {
    server.close(done);
  });
  await registry.stop();
  rmSync(folder, { recursive: true });
});

async function versionOf(words: string[]): Promise<string> {
  const flags = parseFlags(words, RENDER_FLAGS);
  const stderr = new PassThrough();
  const chart = await locateChart(flags.words[0], {
    flags,
    io: {
      stdin: process.stdin,
      stdout: new PassThrough(),
      stderr,
      env: { HOME: folder, XDG_CONFIG_HOME: join(folder, '.config') },
      cwd: folder,
      signal,
    },
    log: new HelmLog(stderr, false),
  });
  return chart.metadata.version;
}

describe('locateChart', () => {
  it.each([
    [['shop'], '1.5.0'],
    [['shop', '--version', '~1.4'], '1.4.0'],
    [['shop', '--version', '1.4.0'], '1.4.0'],
    [['shop', '--devel'], '2.0.0-rc.1'],
  ])('takes a chart of a repository: %j', async (words, version) => {
    expect(await versionOf([...words, '--repo', base])).toBe(version);
  });

  it.each([
    ['http://0.0.0.0:1/shop.tgz'],
    ['oci://0.0.0.0:1/charts/shop:1.5.0'],
  ])('fetches %s only where --network-allow says', async address => {
    await expect(versionOf([address])).rejects.toThrow('0.0.0.0/8');
    await expect(
      versionOf([address, '--network-allow', '0.0.0.0']),
    ).rejects.not.toThrow('0.0.0.0/8');
    await expect(
      versionOf(['shop', '--repo', base, '--network-deny', '127.0.0.1']),
    ).rejects.toThrow('127.0.0.1');
  });

  it('refuses what a repository does not have', async () => {
    await expect(versionOf(['none', '--repo', base])).rejects.toThrow(
      `chart "none" not found in ${base} repository`,
    );
    await expect(
      versionOf(['shop', '--version', '>9', '--repo', base]),
    ).rejects.toThrow(
      `chart "shop" version ">9" not found in ${base} repository`,
    );
  });

  it('says that there is no repository', async () => {
    await expect(versionOf(['shop', '--repo', `${base}/no`])).rejects.toThrow(
      `looks like "${base}/no" is not a valid chart repository or cannot be reached: failed to fetch ${base}/no/index.yaml : 404 Not Found`,
    );
  });

  it('signs in to a repository', async () => {
    const login = ['--username', 'me', '--password', 'secret'];
    await versionOf(['shop', '--repo', base, ...login]);
    const header = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(asked).toEqual([
      `/charts/index.yaml ${header}`,
      `/charts/shop-1.5.0.tgz ${header}`,
    ]);
  });

  it('takes a chart of a repository that helm repo add has noted', async () => {
    const config = join(folder, '.config', 'helm');
    mkdirSync(config, { recursive: true });
    const known = { name: 'mine', url: base, username: 'me', password: 'pw' };
    const file = join(config, 'repositories.yaml');
    writeFileSync(file, JSON.stringify({ repositories: [known] }));
    const other = join(folder, 'other.yaml');
    writeFileSync(other, '');
    const header = `Basic ${Buffer.from('me:pw').toString('base64')}`;
    expect(await versionOf(['mine/shop', '--version', '1.4.0'])).toBe('1.4.0');
    expect(asked).toEqual([
      `/charts/index.yaml ${header}`,
      `/charts/shop-1.4.0.tgz ${header}`,
    ]);
    for (const words of [
      ['yours/shop'],
      ['mine/shop', '--repository-config', other],
    ]) {
      await expect(versionOf(words)).rejects.toThrow(
        `repo ${words[0].split('/')[0]} not found`,
      );
    }
    await expect(versionOf(['absent'])).rejects.toThrow(
      'non-absolute URLs should be in form of repo_name/path_to_chart, got: absent',
    );
  });

  it('takes a chart by its URL and from disk', async () => {
    expect(await versionOf([`${base}/shop-1.4.0.tgz`])).toBe('1.4.0');
    expect(await versionOf(['./shop.tgz'])).toBe('0.1.0');
    expect(await versionOf(['shop.tgz'])).toBe('0.1.0');
  });

  it.each([
    ['', [], '1.5.0'],
    [':1.4.0', [], '1.4.0'],
    ['', ['--version', '~1.4.0'], '1.4.0'],
    ['', ['--version', '1.5.0'], '1.5.0'],
    ['', ['--devel'], '2.0.0-rc.1'],
  ])('takes a chart of a registry: %s %j', async (tag, words, version) => {
    const address = `oci://${registry.host}/charts/shop${tag}`;
    expect(await versionOf([address, ...words])).toBe(version);
  });

  it('refuses a version that is not the one of the tag', async () => {
    await expect(
      versionOf([
        ...[`oci://${registry.host}/charts/shop:1.4.0`],
        ...['--version', '1.5.0'],
      ]),
    ).rejects.toThrow(
      'chart reference and version mismatch: 1.5.0 is not 1.4.0',
    );
  });
});
