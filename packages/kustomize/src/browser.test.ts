/** @jest-environment node */
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { buildSync } from 'esbuild';

const SOURCE = `
  import { buildKustomization, MemoryFileSystem } from './index';
  const files = new MemoryFileSystem({
    '/kustomization.yaml':
      'resources: [map.yaml]\\nnamePrefix: p-\\nconfigMapGenerator: [{name: made, literals: [a=1]}]\\n',
    '/map.yaml': 'apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: one\\n',
  });
  globalThis.result = buildKustomization(files, '/').then(build => build.yaml());
`;

/** What a browser has of the names that the engine may use. */
const BROWSER_GLOBALS = {
  TextDecoder,
  TextEncoder,
  Uint8Array,
  URLSearchParams,
  atob,
  btoa,
};

describe('browser bundle', () => {
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: SOURCE, resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: join(__dirname, '..'),
  });

  it('needs nothing of Node', () => {
    // esbuild lists imports of types, which are left out, as external too.
    const external = Object.values(metafile.inputs)
      .flatMap(input => input.imports)
      .filter(file => file.external && !file.path.startsWith('.'));
    expect(external.map(file => file.path)).toEqual([]);
  });

  it('builds where there is no Buffer, process or require', async () => {
    const context: { result?: Promise<string>; [name: string]: unknown } = {
      ...BROWSER_GLOBALS,
    };
    runInNewContext(outputFiles[0].text, context);
    // The output of kustomize 5.8.1 for these files.
    expect(await context.result).toBe(
      'apiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\nmetadata:\n  name: p-made-h29d89cmmt\n' +
        '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: p-one\n',
    );
  });
});
