import { helmBinary } from '@backstage-gitops/oracle';
import type { HelmRepository } from '@backstage-gitops/plugin-gitops-common';
import { execFile } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { helmRepositoryController } from '.';
import { ChartRepository } from './testing/ChartRepository';
import { SourceTestEnvironment } from '../../__testUtils__/SourceTestEnvironment';

/** The real helm reads what the repository serves, and what is stored of it. */
const env = new SourceTestEnvironment<HelmRepository>(helmRepositoryController);
const charts = new ChartRepository();
const home = mkdtempSync(join(tmpdir(), 'gitops-helm-'));
const run = promisify(execFile);

const helm = async (...argv: string[]) => {
  const { stdout } = await run(helmBinary(), argv, {
    maxBuffer: 1 << 28,
    env: {
      HOME: home,
      HELM_CACHE_HOME: join(home, 'cache'),
      HELM_CONFIG_HOME: join(home, 'config'),
      HELM_DATA_HOME: join(home, 'data'),
    },
  });
  return stdout;
};

interface Found {
  readonly name: string;
  readonly version: string;
  readonly app_version: string;
  readonly description: string;
}

/** Every version that helm finds in a repository, in its order. */
async function versionsIn(name: string, url: string): Promise<Found[]> {
  await helm('repo', 'add', name, url);
  const found = JSON.parse(
    await helm('search', 'repo', `${name}/`, '-l', '--devel', '-o', 'json'),
  ) as Found[];
  return found.map(item => ({ ...item, name: item.name.split('/')[1] }));
}

/** The parts of a version that decide its place; helm shuffles the rest. */
const placeOf = ({ version }: Found) => {
  const [core, prerelease = ''] = version.split('+')[0].split(/-(.*)/);
  const numbers = core.replace('v', '').split('.').map(Number);
  return `${[...numbers, 0, 0].slice(0, 3).join('.')}-${prerelease}`;
};
const textsOf = (found: readonly Found[]) =>
  found.map(item => JSON.stringify(item)).sort();

const entry = (name: string, version: string, rest = '') =>
  `  - name: ${name}\n    version: "${version}"\n    urls: [${name}-${version}.tgz]\n${rest}`;

const INDEXES: Readonly<Record<string, string>> = {
  order: `apiVersion: v1\nentries:\n  web:\n${[
    '1.0.0',
    '1.10.0',
    '1.2.0',
    '2.0.0-rc.1',
    'v2.0.0',
    '1.2',
  ]
    .map(version => entry('web', version))
    .join('')}  "10":\n  - {name: "10", version: 1.0.0}\n`,
  duplicates: `apiVersion: v1\nentries:\n  web:\n${Array.from(
    { length: 40 },
    (_, index) =>
      entry(
        'web',
        `1.${index % 3}.0${index % 2 ? `+b${index % 5}` : ''}`,
        `    appVersion: "${index}"\n`,
      ),
  ).join('')}`,
  'bad-entries': `apiVersion: v1\nentries:\n  web:\n${[
    'one',
    '01.0.0',
    '1.0.0-01',
    '1.0.0',
    '',
  ]
    .map(version => entry('web', version))
    .join('')}${entry('../evil', '1.0.0')}  - null\n  none: []\n`,
  texts: `apiVersion: v1\nentries:\n  web:\n${entry(
    'web',
    '1.0.0',
    '    description: "<b>bold & \\u00fcber\\tlong</b>"\n    appVersion: "1.10"\n    created: 2024-01-02T03:04:05.123456789+02:00\n    deprecated: false\n',
  )}`,
};

beforeAll(async () => {
  await charts.start();
  await env.start();
}, 60_000);
afterAll(async () => {
  await env.stop();
  await charts.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('the index of a HelmRepository, as helm reads it', () => {
  it.each(Object.keys(INDEXES))('holds the same versions: %s', async name => {
    charts.pages.set(`/${name}/index.yaml`, INDEXES[name]);
    const url = `${charts.url}/${name}`;
    await env.createObject(name, { interval: '1h', url });
    const { status } = await env.waitReady(name);
    const stored = status?.url?.replace(/\/index\.yaml$/, '') ?? '';
    const original = await versionsIn(`${name}-original`, url);
    const ours = await versionsIn(`${name}-stored`, stored);
    expect(original.length).toBeGreaterThan(0);
    expect(textsOf(ours)).toEqual(textsOf(original));
    expect(ours.map(placeOf)).toEqual(original.map(placeOf));
  });

  it.each([
    ['no API version', 'entries: {}\n'],
    ['an unknown field', 'apiVersion: v1\nitems: []\n'],
    ['a key twice', 'apiVersion: v1\napiVersion: v1\n'],
    [
      'a number for a version',
      'apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.0}\n',
    ],
    ['no YAML', 'apiVersion: [v1\n'],
    ['nothing', ''],
  ])('is refused by both: %s', async (what, text) => {
    const name = what.toLowerCase().replaceAll(' ', '-');
    charts.pages.set(`/${name}/index.yaml`, text);
    const url = `${charts.url}/${name}`;
    await env.createObject(name, { interval: '1h', url });
    const object = await env.waitReady(name, 'False');
    const ready = object.status?.conditions?.find(
      ({ type }) => type === 'Ready',
    );
    expect(ready?.reason).toBe('IndexationFailed');
    await expect(helm('repo', 'add', name, url)).rejects.toThrow();
  });

  it('may be of 50,000 charts', async () => {
    const text = Array.from(
      { length: 500 },
      (_, chart) =>
        `  chart${chart}:\n${Array.from({ length: 100 }, (__, version) =>
          entry(`chart${chart}`, `1.${version}.0`),
        ).join('')}`,
    ).join('');
    charts.pages.set('/big/index.yaml', `apiVersion: v1\nentries:\n${text}`);
    const url = `${charts.url}/big`;
    await env.createObject('big', { interval: '1h', url });
    const { status } = await env.waitFor(
      'big',
      object => object.status?.artifact !== undefined,
      60_000,
    );
    const file = join(env.storage, status?.artifact?.path ?? '');
    const { entries } = JSON.parse(readFileSync(file, 'utf8'));
    expect(entries.chart7[0].version).toBe('1.99.0');
    const stored = status?.url?.replace(/\/index\.yaml$/, '') ?? '';
    const found = await versionsIn('big', stored);
    expect(found).toHaveLength(50_000);
    expect(found[0].version).toBe('1.99.0');
  }, 120_000);
});
