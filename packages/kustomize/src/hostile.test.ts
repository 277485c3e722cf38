import { buildKustomization } from './build';
import { MemoryFileSystem, type FileSystem } from './fileSystem';
import { DEFAULT_LIMITS, type BuildOptions } from './options';

/**
 * What a hostile repository may hold. Each build ends with an error; the
 * limits are those of the defaults where a test names none.
 */
type Files = Record<string, string | Uint8Array>;

function build(files: Files, options: BuildOptions = {}): Promise<unknown> {
  const all = { '/app/kustomization.yaml': 'resources: [o.yaml]\n', ...files };
  return buildKustomization(new MemoryFileSystem(all), '/app', options);
}

function map(fields = '', name = 'one'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${fields}`;
}

const failure = (code: string) => ({ name: 'KustomizeError', code });
const anyFailure = { name: 'KustomizeError' };

/** Each list holds the one before ten times: 10^12 in the end. */
const LAUGHS = [...'abcdefghijkl']
  .map((name, i) => {
    const item = i === 0 ? 'x' : `*${'abcdefghijkl'[i - 1]}`;
    return `${name}: &${name} [${Array(10).fill(item).join(', ')}]\n`;
  })
  .join('');

describe('aliases that expand beyond measure', () => {
  it.each<[string, Files]>([
    ['an object', { '/app/o.yaml': map(LAUGHS) }],
    ['the kustomization', { '/app/kustomization.yaml': LAUGHS }],
    [
      'a strategic merge patch',
      {
        '/app/kustomization.yaml':
          'resources: [o.yaml]\npatches: [{path: p.yaml}]\n',
        '/app/o.yaml': map(),
        '/app/p.yaml': map(LAUGHS),
      },
    ],
    [
      'a JSON patch',
      {
        '/app/kustomization.yaml':
          'resources: [o.yaml]\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n',
        '/app/o.yaml': map(),
        '/app/p.yaml': `- op: add\n  path: /x\n  value:\n${LAUGHS.replace(
          /^/gm,
          '    ',
        )}`,
      },
    ],
    [
      'a plugin',
      {
        '/app/kustomization.yaml': 'generators: [g.yaml]\n',
        '/app/g.yaml': `apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\n${LAUGHS}`,
      },
    ],
    [
      'a configuration',
      {
        '/app/kustomization.yaml': 'configurations: [c.yaml]\n',
        '/app/c.yaml': LAUGHS,
      },
    ],
    [
      'a schema',
      {
        '/app/kustomization.yaml': 'openapi: {path: c.yaml}\n',
        '/app/c.yaml': LAUGHS,
      },
    ],
    [
      'a CRD',
      {
        '/app/kustomization.yaml': 'crds: [c.yaml]\n',
        '/app/c.yaml': LAUGHS,
      },
    ],
  ])('are refused in %s', async (_, files) => {
    await expect(build(files)).rejects.toMatchObject(anyFailure);
  });

  it('are refused where one holds itself', async () => {
    const files = { '/app/o.yaml': map('spec: &a [*a]\n') };
    await expect(build(files)).rejects.toMatchObject(anyFailure);
  });
});

describe('nesting without end', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);

  it.each<[string, Files]>([
    ['an object', { '/app/o.yaml': map(`spec: ${deep}\n`) }],
    ['mappings', { '/app/o.yaml': map(`spec: ${'{a: '.repeat(100_000)}\n`) }],
    [
      'what is left open',
      { '/app/o.yaml': map(`spec: ${'['.repeat(100_000)}`) },
    ],
    [
      'the kustomization',
      { '/app/kustomization.yaml': `resources: ${deep}\n` },
    ],
    [
      'values of a chart',
      {
        '/app/kustomization.yaml': `helmCharts: [{name: c, valuesInline: {a: ${deep}}}]\n`,
      },
    ],
    [
      'a JSON patch',
      {
        '/app/kustomization.yaml': `resources: [o.yaml]\npatches: [{path: p.json, target: {kind: ConfigMap}}]\n`,
        '/app/o.yaml': map(),
        '/app/p.json': `[{"op": "add", "path": "/data", "value": ${deep}}]`,
      },
    ],
    [
      'a pattern',
      {
        '/app/kustomization.yaml': `resources: [o.yaml]\npatches: [{patch: '[{op: remove, path: /data}]', target: {name: '${'('.repeat(
          50_000,
        )}a${')'.repeat(50_000)}'}}]\n`,
        '/app/o.yaml': map(),
      },
    ],
  ])('is refused in %s', async (_, files) => {
    await expect(build(files)).rejects.toMatchObject(anyFailure);
  });
});

describe('size', () => {
  it('of a file beyond 50 MiB is refused before it is read', async () => {
    const memory = new MemoryFileSystem({
      '/app/kustomization.yaml': 'resources: [o.yaml]\n',
      '/app/o.yaml': map(),
    });
    const huge: FileSystem = {
      readDir: path => memory.readDir(path),
      realPath: path => memory.realPath(path),
      stat: path =>
        path === '/app/o.yaml'
          ? { kind: 'file', sizeBytes: DEFAULT_LIMITS.fileBytes + 1 }
          : memory.stat(path),
      readFile: path => {
        if (path === '/app/o.yaml') throw new Error('was read');
        return memory.readFile(path);
      },
    };
    await expect(buildKustomization(huge, '/app')).rejects.toMatchObject({
      ...failure('limit'),
      message: expect.stringContaining('more than the limit of 52428800'),
    });
  });

  it('of a file beyond 50 MiB is refused where only reading tells', async () => {
    const bytes = new Uint8Array(DEFAULT_LIMITS.fileBytes + 1);
    await expect(build({ '/app/o.yaml': bytes })).rejects.toMatchObject(
      failure('limit'),
    );
  });

  it('of all files together is limited', async () => {
    const files = {
      '/app/kustomization.yaml': 'resources: [a.yaml, b.yaml, c.yaml]\n',
      '/app/a.yaml': map('', 'a'),
      '/app/b.yaml': map('', 'b'),
      '/app/c.yaml': map('', 'c'),
    };
    await expect(
      build(files, { limits: { totalBytes: 150 } }),
    ).rejects.toMatchObject(failure('limit'));
  });
});

describe('values that double themselves', () => {
  const limits = { totalBytes: 1_000_000 };
  const times = (text: (i: number) => string) =>
    Array.from({ length: 60 }, (_, i) => text(i)).join('');
  const replacement = (from: string, to: string, options = '') =>
    `- source: {kind: ConfigMap, fieldPath: ${from}}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [${to}]\n    options: {create: true${options}}\n`;

  it.each<[string, string]>([
    [
      'copies of a JSON patch',
      `patches:\n- target: {kind: ConfigMap}\n  patch: |-\n    - op: test\n      path: /kind\n      value: ConfigMap\n${times(
        i => `    - {op: copy, from: /data, path: /data/x${i}}\n`,
      )}`,
    ],
    [
      'replacements of a mapping',
      `replacements:\n${times(i => replacement('data', `data.x${i}`))}`,
    ],
    [
      'replacements of a part',
      `replacements:\n${times(() =>
        replacement('data.a', 'data.a', ', delimiter: "-", index: 99'),
      )}`,
    ],
    [
      'replacements inside of text',
      `replacements:\n${times(i => replacement('data.j', `data.j.a${i}`))}`,
    ],
  ])('are refused: %s', async (_, text) => {
    const files = {
      '/app/kustomization.yaml': `resources: [o.yaml]\n${text}`,
      '/app/o.yaml': map(`data:\n  a: xxxxxxxx\n  j: '{"a": "b"}'\n`),
    };
    await expect(build(files, { limits })).rejects.toMatchObject({
      ...failure('limit'),
      message: expect.stringContaining('copy more than 1000000 bytes'),
    });
  });
});

describe('a path out of the root', () => {
  const fields: [string, string][] = [
    ['resources', 'resources: [%]\n'],
    ['patches', 'patches: [{path: %}]\n'],
    ['patchesStrategicMerge', 'patchesStrategicMerge: [%]\n'],
    [
      'patchesJson6902',
      'patchesJson6902: [{path: %, target: {kind: ConfigMap, version: v1, name: one}}]\n',
    ],
    ['replacements', 'replacements: [{path: %}]\n'],
    [
      'configMapGenerator files',
      'configMapGenerator: [{name: g, files: [%]}]\n',
    ],
    ['configMapGenerator envs', 'configMapGenerator: [{name: g, envs: [%]}]\n'],
    ['secretGenerator files', 'secretGenerator: [{name: g, files: [k=%]}]\n'],
    ['generators', 'generators: [%]\n'],
    ['transformers', 'transformers: [%]\n'],
    ['validators', 'validators: [%]\n'],
    ['configurations', 'configurations: [%]\n'],
    ['crds', 'crds: [%]\n'],
    ['openapi', 'openapi: {path: %}\n'],
    [
      'helmCharts values',
      'helmCharts: [{name: c, releaseName: r, valuesFile: %}]\n',
    ],
    [
      'helmCharts additional values',
      'helmCharts: [{name: c, releaseName: r, additionalValuesFiles: [%]}]\n',
    ],
  ];
  const ways: [string, string][] = [
    ['upwards', '../secret.yaml'],
    ['from the root of the disk', '/secret.yaml'],
    ['by a link', 'link.yaml'],
    ['by a directory that is a link', 'linked/secret.yaml'],
  ];
  const LINKS: Record<string, string> = {
    '/app/link.yaml': '/secret.yaml',
    '/app/linked/secret.yaml': '/secret.yaml',
  };

  it.each(
    fields.flatMap(([field, text]) =>
      ways.map(([way, path]) => [field, way, text.replace('%', path)]),
    ),
  )('is refused in %s, %s', async (_field, _way, text) => {
    const memory = new MemoryFileSystem({
      '/app/kustomization.yaml': text,
      '/app/link.yaml': map(),
      '/app/linked/secret.yaml': map(),
      '/app/charts/c/Chart.yaml': 'name: c\n',
      '/secret.yaml': map(),
    });
    const linked: FileSystem = {
      readFile: path => memory.readFile(path),
      stat: path => memory.stat(path),
      readDir: path => memory.readDir(path),
      realPath: path => LINKS[path] ?? memory.realPath(path),
    };
    await expect(
      buildKustomization(linked, '/app', {
        enableHelm: true,
        renderHelm: () => '',
      }),
    ).rejects.toThrow(/security; file '.*' is not in or below '\/app'/);
  });
});

describe('a pattern', () => {
  const patch = (pattern: string) => ({
    '/app/kustomization.yaml': `resources: [o.yaml]\npatches:\n- target: {name: '${pattern}'}\n  patch: '[{"op": "remove", "path": "/data"}]'\n`,
    '/app/o.yaml': map('', 'a'.repeat(5000)),
  });

  // An engine that tries all ways would not come back from these.
  it.each(['(a+)+b', '(a|a)*b', '(a|aa)+b', '(.*)*b', '(a?){200}(a?){200}b'])(
    'does not backtrack: %s',
    async pattern => {
      const [plain] = (
        (await build(patch(pattern))) as { resources: { name: string }[] }
      ).resources;
      expect(plain.name).toHaveLength(5000);
    },
  );

  it('that repeats without end is refused', async () => {
    await expect(build(patch('((a{1000}){1000}){1000}'))).rejects.toMatchObject(
      failure('invalid-config'),
    );
  });
});

describe('kustomizations that', () => {
  it.each<[string, Files]>([
    ['include themselves', { '/app/kustomization.yaml': 'resources: [.]\n' }],
    [
      'include what is above',
      {
        '/app/kustomization.yaml': 'resources: [d]\n',
        '/app/d/kustomization.yaml': 'resources: [..]\n',
      },
    ],
    [
      'include each other',
      {
        '/app/kustomization.yaml': 'resources: [../other]\n',
        '/other/kustomization.yaml': 'resources: [../app]\n',
      },
    ],
    [
      'have each other as components',
      {
        '/app/kustomization.yaml': 'components: [../other]\n',
        '/other/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [../app]\n',
      },
    ],
    ['generate themselves', { '/app/kustomization.yaml': 'generators: [.]\n' }],
  ])('%s are refused', async (_, files) => {
    await expect(build(files)).rejects.toMatchObject(failure('cycle'));
  });

  it('include each other through a link are refused', async () => {
    const memory = new MemoryFileSystem({
      '/app/kustomization.yaml': 'resources: [loop]\n',
      '/app/loop/kustomization.yaml': '',
    });
    const linked: FileSystem = {
      readFile: path => memory.readFile(path),
      stat: path => memory.stat(path),
      readDir: path => memory.readDir(path),
      realPath: path => memory.realPath(path.replace(/(\/loop)+/, '')),
    };
    await expect(buildKustomization(linked, '/app')).rejects.toMatchObject(
      failure('cycle'),
    );
  });

  it('nest beyond the limit are refused', async () => {
    const files: Files = {};
    for (let i = 0; i <= DEFAULT_LIMITS.depth + 1; i++) {
      files[`/app/${'d/'.repeat(i)}kustomization.yaml`] = 'resources: [d]\n';
    }
    await expect(build(files)).rejects.toMatchObject(failure('limit'));
  });

  it('double on each level are refused', async () => {
    const files: Files = {
      '/app/kustomization.yaml': 'resources: [l0, r0]\n',
      '/app/end/kustomization.yaml': 'resources: [o.yaml]\n',
      '/app/end/o.yaml': map(),
    };
    for (let i = 0; i < 30; i++) {
      const next = i < 29 ? `[../l${i + 1}, ../r${i + 1}]` : '[../end]';
      for (const side of ['l', 'r']) {
        files[
          `/app/${side}${i}/kustomization.yaml`
        ] = `namePrefix: ${side}-\nresources: ${next}\n`;
      }
    }
    await expect(
      build(files, { limits: { kustomizations: 500 } }),
    ).rejects.toMatchObject(failure('limit'));
  });
});
