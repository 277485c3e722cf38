import { buildKustomization } from '../build';
import { MemoryFileSystem } from '../fileSystem';
import type {
  BuildOptions,
  ClonedRepository,
  RemoteFetcher,
  RemoteFile,
} from '../options';
import type { RepositoryReference } from './remoteUrl';

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n';
const URL = 'https://example.com/org/repo//d?ref=v1';

/** Repositories and files by reference; everything else is 404. */
class FakeFetcher implements RemoteFetcher {
  readonly asked: string[] = [];

  constructor(
    private readonly repositories: Record<string, Record<string, string>>,
    private readonly files: Record<string, string> = {},
  ) {}

  async readFile(url: string): Promise<RemoteFile> {
    this.asked.push(`GET ${url}`);
    return url in this.files
      ? { content: new TextEncoder().encode(this.files[url]) }
      : { status: 404, statusText: 'Not Found' };
  }

  async clone({
    url,
    repository,
    ref,
  }: RepositoryReference): Promise<ClonedRepository> {
    this.asked.push(`clone ${repository} at ${ref || 'HEAD'}`);
    const files = this.repositories[url];
    if (files === undefined) throw new Error('it is not there');
    return { fs: new MemoryFileSystem(files), root: '/clone' };
  }
}

async function build(
  kustomization: string,
  fetcher?: RemoteFetcher,
  options: BuildOptions = {},
): Promise<string> {
  const result = await buildKustomization(
    new MemoryFileSystem({ '/app/kustomization.yaml': kustomization }),
    '/app',
    { fetcher, ...options },
  );
  return result.yaml();
}

describe('a repository as a base', () => {
  it('is asked for as a file first, then cloned once', async () => {
    const fetcher = new FakeFetcher({
      [URL]: {
        '/clone/d/kustomization.yaml': 'resources: [o.yaml]\n',
        '/clone/d/o.yaml': MAP,
      },
    });
    const text = `resources: ['${URL}']\nnamePrefix: p-\n`;
    expect(await build(text, fetcher)).toContain('name: p-one');
    expect(fetcher.asked).toEqual([
      `GET ${URL}`,
      'clone https://example.com/org/repo at v1',
    ]);
  });

  it('may be what is built', async () => {
    const fetcher = new FakeFetcher({
      [URL]: {
        '/clone/d/kustomization.yaml': 'resources: [o.yaml]\n',
        '/clone/d/o.yaml': MAP,
      },
    });
    const none = new MemoryFileSystem();
    const result = await buildKustomization(none, URL, { fetcher });
    expect(result.yaml()).toBe(MAP);
  });

  it('reads nothing outside of its directory, even without restrictions', async () => {
    const fetcher = new FakeFetcher({
      [URL]: {
        '/clone/d/kustomization.yaml': 'resources: [../o.yaml]\n',
        '/clone/o.yaml': MAP,
      },
    });
    await expect(
      build(`resources: ['${URL}']\n`, fetcher, {
        loadRestrictor: 'LoadRestrictionsNone',
      }),
    ).rejects.toThrow("security; file '/clone/o.yaml' is not in or below");
  });

  it('includes no directory outside of its clone', async () => {
    const fetcher = new FakeFetcher({
      [URL]: {
        '/clone/d/kustomization.yaml': 'resources: [../../other]\n',
        '/other/kustomization.yaml': 'namePrefix: x-\n',
      },
    });
    await expect(build(`resources: ['${URL}']\n`, fetcher)).rejects.toThrow(
      "base '/other' is outside '/clone'",
    );
  });

  it('may not include itself', async () => {
    const fetcher = new FakeFetcher({
      [URL]: { '/clone/d/kustomization.yaml': `resources: ['${URL}']\n` },
    });
    await expect(
      build(`resources: ['${URL}']\n`, fetcher),
    ).rejects.toMatchObject({ code: 'cycle' });
  });

  it('that cannot be cloned fails with its reference, field and reason', async () => {
    const missing = 'https://example.com/org/gone?ref=v9';
    await expect(
      build(`components: ['${missing}']\n`, new FakeFetcher({})),
    ).rejects.toMatchObject({
      code: 'remote',
      message: expect.stringMatching(
        /^accumulating components: .*fetching 'https:\/\/example\.com\/org\/gone\?ref=v9': it is not there/,
      ),
    });
  });

  it('that cannot be cloned is told without its password', async () => {
    const secret = 'https://ann:s3cret@example.com/org/gone';
    const failure = build(`resources: ['${secret}']\n`, new FakeFetcher({}));
    await expect(failure).rejects.toThrow(
      "fetching 'https://ann:xxxxx@example.com/org/gone'",
    );
    await expect(failure).rejects.not.toThrow('s3cret');
  });

  it('is refused without a fetcher', async () => {
    await expect(build(`resources: ['${URL}']\n`)).rejects.toMatchObject({
      code: 'remote',
      message: expect.stringContaining(
        `remote reference '${URL}' cannot be fetched here`,
      ),
    });
  });

  it('is refused when there are too many', async () => {
    const urls = [1, 2, 3].map(i => `ssh://git@example.com/org/r${i}`);
    const tree = { '/clone/kustomization.yaml': 'namePrefix: x-\n' };
    await expect(
      build(
        `resources: ['${urls.join("', '")}']\n`,
        new FakeFetcher(Object.fromEntries(urls.map(url => [url, tree]))),
        { limits: { remotes: 2 } },
      ),
    ).rejects.toMatchObject({ code: 'limit' });
  });
});

describe('a file on the web', () => {
  const FILE = 'https://example.com/one.yaml';

  it('is a resource', async () => {
    const fetcher = new FakeFetcher({}, { [FILE]: MAP });
    expect(await build(`resources: ['${FILE}']\n`, fetcher)).toBe(MAP);
  });

  it('is a patch', async () => {
    const patch = `${MAP}data:\n  a: b\n`;
    const fetcher = new FakeFetcher(
      {},
      { [FILE]: MAP, 'https://example.com/p.yaml': patch },
    );
    const text = `resources: ['${FILE}']\npatches: [{path: 'https://example.com/p.yaml'}]\n`;
    expect(await build(text, fetcher)).toContain('a: b');
  });

  it('that the server does not have is told by its status', async () => {
    const text = `resources: ['${FILE}']\n`;
    await expect(build(text, new FakeFetcher({}))).rejects.toMatchObject({
      code: 'remote',
      message: `accumulating resources: accumulating resources from '${FILE}': HTTP Error: status code 404 (Not Found)`,
    });
  });

  it('counts towards the limits', async () => {
    const fetcher = new FakeFetcher({}, { [FILE]: MAP });
    await expect(
      build(`resources: ['${FILE}']\n`, fetcher, { limits: { fileBytes: 10 } }),
    ).rejects.toMatchObject({ code: 'limit' });
  });
});

describe('a chart that is not in the tree', () => {
  const CHART =
    'helmCharts:\n- name: shop\n  releaseName: r\n  repo: https://charts.example.com\n  version: 1.0.0\n';
  const renderHelm = () => MAP;

  it('is refused, with its place, where nothing pulls it', async () => {
    const message =
      "chart 'shop' of https://charts.example.com is not in '/app/charts/shop-1.0.0/shop': pull it into the tree first";
    for (const fetcher of [undefined, new FakeFetcher({})]) {
      await expect(
        build(CHART, fetcher, { enableHelm: true, renderHelm }),
      ).rejects.toMatchObject({ code: 'helm', message });
    }
  });

  it('is pulled once, and read as if it was there', async () => {
    const pulled: unknown[] = [];
    const fetcher: RemoteFetcher = {
      readFile: () => Promise.reject(new Error('no file')),
      clone: () => Promise.reject(new Error('no repository')),
      async pullChart(chart) {
        pulled.push(chart);
        const fs = new MemoryFileSystem({ '/x/values.yaml': 'a: b\n' });
        return { fs, root: '/x' };
      },
    };
    const values: unknown[] = [];
    await build(CHART, fetcher, {
      enableHelm: true,
      renderHelm: release => {
        values.push(release.values, release.fs.readDir(release.chartPath));
        return MAP;
      },
    });
    expect(values).toEqual([{ a: 'b' }, ['values.yaml']]);
    expect(pulled).toEqual([
      {
        name: 'shop',
        repo: 'https://charts.example.com',
        version: '1.0.0',
        devel: false,
      },
    ]);
  });
});
