import { packImage } from '../../../artifacts/__testUtils__/packImage';
import type { PackedEntry } from '../../../artifacts/__testUtils__/packTar';
import type { BuildRequest } from './request';
import { runBuildTask } from './runBuildTask';

const configMap = (name: string, value = 'x', annotations = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${annotations}data:\n  key: ${value}\n`;

async function request(
  files: Record<string, string>,
  rest: Partial<BuildRequest> = {},
): Promise<BuildRequest> {
  const entries = Object.entries(files).map<PackedEntry>(([name, content]) =>
    name.endsWith('/')
      ? { name: name.slice(0, -1), type: 'directory' }
      : { name, content },
  );
  const archive = await packImage(entries);
  return { archive, archiveDigest: 'any', path: './', overlay: {}, ...rest };
}

const build = async (...args: Parameters<typeof request>) =>
  runBuildTask(await request(...args));
const names = async (...args: Parameters<typeof request>) =>
  (await build(...args)).objects.map(
    object => `${object.metadata.namespace ?? ''}/${object.metadata.name}`,
  );

describe('runBuildTask', () => {
  it('lists manifests recursively where there is no kustomization', async () => {
    expect(
      await names({
        'a.yaml': configMap('a'),
        'sub/b.yml': configMap('b'),
        '.hidden/c.yaml': configMap('c'),
        'ignored.json': '{}',
        'README.md': '# no',
      }),
    ).toEqual(['/c', '/a', '/b']);
  });

  it('takes a directory with a kustomization of its own as one', async () => {
    expect(
      await names({
        'a.yaml': configMap('a'),
        'unit/kustomization.yaml': 'resources: [in.yaml]\nnamePrefix: p-\n',
        'unit/in.yaml': configMap('in'),
        'unit/out.yaml': configMap('out'),
      }),
    ).toEqual(['/a', '/p-in']);
  });

  it('builds nothing from an empty directory', async () => {
    expect(
      (await build({ 'empty/': '' }, { path: './empty' })).objects,
    ).toEqual([]);
  });

  it('KS-11 cannot leave the archive by its path', async () => {
    expect(
      await names({ 'a.yaml': configMap('a') }, { path: '../../..' }),
    ).toEqual(['/a']);
  });

  it('KS-11 says that the path is not there', async () => {
    await expect(
      build({ 'a.yaml': configMap('a') }, { path: './nope/x' }),
    ).rejects.toMatchObject({
      code: 'path-not-found',
      message:
        'kustomization path not found: stat /artifact/nope/x: no such file or directory',
    });
  });

  it.each([
    [
      'foo: bar\n',
      'failed to decode Kubernetes YAML from /artifact/p/cm.yaml: missing Resource metadata',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
      'failed to decode Kubernetes YAML from /artifact/p/cm.yaml: missing metadata.name in object',
    ],
    [
      'a: [\n',
      'failed to decode Kubernetes YAML from /artifact/p/cm.yaml: MalformedYAMLError: yaml: line',
    ],
  ])('names a file that is no manifest: %j', async (content, message) => {
    await expect(build({ 'p/cm.yaml': content })).rejects.toMatchObject({
      code: 'build',
      message: expect.stringContaining(message),
    });
  });

  it('merges the overlay of the spec into a kustomization', async () => {
    const { objects } = await build(
      {
        'kustomization.yaml':
          'resources: [pod.yaml, cm.yaml]\nimages: [{name: busybox, newTag: "1"}]\n',
        'cm.yaml': configMap('cm'),
        'pod.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec:\n  containers:\n  - {name: a, image: "busybox:0", ports: [{containerPort: 80}]}\n  - {name: b, image: "redis:6"}\n',
        'extra/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {from: component}\n',
      },
      {
        overlay: {
          targetNamespace: 'team',
          namePrefix: 'p-',
          nameSuffix: '-s',
          images: [
            { name: 'busybox', newTag: '9' },
            { name: 'redis', newTag: '7', digest: `sha256:${'a'.repeat(64)}` },
          ],
          components: ['extra', 'missing'],
          ignoreMissingComponents: true,
          patches: [
            {
              patch: '- op: add\n  path: /data/added\n  value: "y"\n',
              target: { kind: 'ConfigMap' },
            },
          ],
        },
      },
    );
    expect(objects).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'p-pod-s',
          namespace: 'team',
          annotations: { from: 'component' },
        },
        spec: {
          containers: [
            {
              name: 'a',
              image: 'busybox:9',
              ports: [{ containerPort: 80, protocol: 'TCP' }],
            },
            { name: 'b', image: `redis:7@sha256:${'a'.repeat(64)}` },
          ],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'p-cm-s',
          namespace: 'team',
          annotations: { from: 'component' },
        },
        data: { key: 'x', added: 'y' },
      },
    ]);
  });

  it('loads a base beside the path, inside the archive only', async () => {
    const files = {
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': configMap('a'),
      'app/kustomization.yaml': 'resources: [../base]\n',
    };
    expect(await names(files, { path: 'app' })).toEqual(['/a']);
    await expect(
      build({ 'kustomization.yaml': 'resources: [/etc/hosts.yaml]\n' }),
    ).rejects.toMatchObject({
      code: 'build',
      message: expect.stringContaining('kustomize build failed: '),
    });
  });

  const substitution = (variables: Record<string, string>) => ({
    substitution: { variables, strict: true },
  });

  it('substitutes in text and reads types again', async () => {
    const content = [
      'apiVersion: v1',
      'kind: Thing',
      'metadata: {name: t}',
      'spec:',
      '  n: ${num}',
      '  s: "v${num}"',
      '  d: "${x:=def}"',
      '',
    ].join('\n');
    const { objects } = await build(
      { 't.yaml': content },
      substitution({ num: '5' }),
    );
    expect(objects[0].spec).toEqual({ n: 5, s: 'v5', d: 'def' });
  });

  it('loses quotes and comments before it substitutes, as Flux does', async () => {
    const data = [
      'data: # ${nope}',
      '  quoted: "${num}"',
      '  kept: \'"${num}"\'',
      '  lines: |',
      '    # ${num}',
      '',
    ].join('\n');
    const { objects } = await build(
      {
        'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${data}`,
      },
      substitution({ num: '5' }),
    );
    expect(objects[0].data).toEqual({ quoted: 5, kept: '"5"', lines: '# 5\n' });
  });

  it('KS-25 refuses an object that substitution leaves without a name', async () => {
    await expect(
      build({ 'a.yaml': configMap('"${v}"') }, substitution({ v: '' })),
    ).rejects.toMatchObject({
      code: 'build',
      message:
        'failed to decode Kubernetes apiVersion, kind and name from: ConfigMap.v1.[noGrp]/${v}',
    });
  });

  it('KS-27 refuses a negative length, on which Flux panics', async () => {
    await expect(
      build(
        { 'a.yaml': configMap('a', '${v:1:-1}') },
        substitution({ v: 'abc' }),
      ),
    ).rejects.toMatchObject({
      code: 'build',
      message: expect.stringMatching(
        /^post build failed for 'ConfigMap.v1.\[noGrp\]\/a': envsubst error: /,
      ),
    });
  });

  it('KS-17 lets the names of two objects pass through each other', async () => {
    const files = {
      'a.yaml': configMap('"${v}"'),
      'b.yaml': configMap('taken-${v}'),
    };
    await expect(names(files, substitution({ v: 'taken-x' }))).resolves.toEqual(
      ['/taken-x', '/taken-taken-x'],
    );
  });

  it('takes line breaks out of values', async () => {
    const { objects } = await build(
      { 'a.yaml': configMap('a', 'x-${v}') },
      substitution({ v: 'one\ntwo\n' }),
    );
    expect(objects[0].data).toEqual({ key: 'x-onetwo' });
  });

  it('leaves an object that opts out', async () => {
    const annotations =
      '  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n';
    const { objects } = await build(
      { 'a.yaml': configMap('a', '"${x}"', annotations) },
      substitution({ x: '1' }),
    );
    expect(objects[0].data).toEqual({ key: '${x}' });
  });

  it.each([
    [
      { v: 'V' },
      'post build failed for \'ConfigMap.v1.[noGrp]/sub\': envsubst error: variable substitution failed: variable not set (strict mode): "nope"',
    ],
    [
      { 'a-b': 'V' },
      "post build failed for 'ConfigMap.v1.[noGrp]/sub': envsubst error: 'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
    ],
  ])(
    'tells which object a variable is missing in: %j',
    async (variables, message) => {
      await expect(
        build(
          { 'a.yaml': configMap('sub', '"${nope}"') },
          substitution(variables as Record<string, string>),
        ),
      ).rejects.toMatchObject({ code: 'build', message });
    },
  );

  it('folds stringData into data and drops status', async () => {
    const { objects } = await build({
      'a.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: é}\nstatus: {}\n',
    });
    expect(objects[0]).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data: { a: 'w6k=' },
    });
  });

  it('gives equal outputs for equal requests', async () => {
    const files = { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') };
    expect(await build(files)).toEqual(await build(files));
    expect((await build(files)).digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
