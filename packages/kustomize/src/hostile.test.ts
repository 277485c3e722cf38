import { buildKustomization } from './build';
import { MemoryFileSystem, type FileSystem } from './fileSystem';
import type { BuildOptions } from './options';

function build(
  files: Record<string, string | Uint8Array>,
  options: BuildOptions = {},
): Promise<unknown> {
  return buildKustomization(new MemoryFileSystem(files), '/', options);
}

function map(fields: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n${fields}`;
}

const RESOURCES = 'resources: [o.yaml]\n';

describe('hostile input ends with an error', () => {
  it('for aliases that expand beyond measure', async () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) {
      const [name, before] = ['abcdefghijkl'[i], 'abcdefghijkl'[i - 1]];
      lines.push(`${name}: &${name} [${`*${before}, `.repeat(9)}*${before}]`);
    }
    await expect(
      build({
        '/kustomization.yaml': RESOURCES,
        '/o.yaml': map(`${lines.join('\n')}\n`),
      }),
    ).rejects.toMatchObject({ name: 'KustomizeError', code: 'limit' });
  });

  it('for collections that nest too deeply', async () => {
    await expect(
      build({
        '/kustomization.yaml': RESOURCES,
        '/o.yaml': map(`data: ${'['.repeat(100_000)}`),
      }),
    ).rejects.toMatchObject({ name: 'KustomizeError' });
  });

  it('for a file beyond the limit', async () => {
    await expect(
      build(
        { '/kustomization.yaml': RESOURCES, '/o.yaml': new Uint8Array(2000) },
        { limits: { fileBytes: 1000 } },
      ),
    ).rejects.toMatchObject({ code: 'limit' });
  });

  it('for more kustomizations than allowed', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 20; i++) {
      files[`/${'d/'.repeat(i)}kustomization.yaml`] = 'resources: [d]\n';
    }
    await expect(build(files, { limits: { depth: 5 } })).rejects.toMatchObject({
      name: 'KustomizeError',
      code: 'limit',
    });
  });

  it('for a symbolic link out of the root', async () => {
    const memory = new MemoryFileSystem({
      '/app/kustomization.yaml': 'resources: [link.yaml]\n',
      '/app/link.yaml': map(''),
      '/secret.yaml': map(''),
    });
    const linked: FileSystem = {
      readFile: path => memory.readFile(path),
      stat: path => memory.stat(path),
      readDir: path => memory.readDir(path),
      realPath: path =>
        path === '/app/link.yaml' ? '/secret.yaml' : memory.realPath(path),
    };
    await expect(buildKustomization(linked, '/app')).rejects.toThrow(
      "security; file '/app/link.yaml' is not in or below '/app'",
    );
  });

  it('fast for a pattern that backtracks elsewhere', async () => {
    const start = performance.now();
    await build({
      '/o.yaml': map('').replace('one', 'a'.repeat(5000)),
      '/kustomization.yaml': `${RESOURCES}patches:\n- target: {name: "(a+)+b"}\n  patch: '[{"op": "remove", "path": "/data"}]'\n`,
    });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
