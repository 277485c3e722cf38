import { execFile } from 'child_process';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { kubectlBinary } from '@backstage-gitops/oracle';
import { goInt64 } from '@backstage-gitops/go-template';
import {
  DEFAULT_CAPABILITIES,
  InvalidManifestError,
  loadChartArchive,
} from '@backstage-gitops/helm';
import type { Values } from '@backstage-gitops/helm';
import { ApiError, silentLogger } from '@backstage-gitops/kube';
import type { KubeClient } from '@backstage-gitops/kube';
import { packedChart } from '../../helmchart/testing/chartTexts';
import { createInlinePool } from '../../../worker/__testUtils__/createInlinePool';
import { WorkerError } from '../../../worker/errors';
import { WorkerPool } from '../../../worker/WorkerPool';
import { DEFAULT_OPTIONS } from '../options';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  HelmReleaseSpec,
  ReleaseTarget,
  ResolvedChart,
} from '../types';
import { createPostRenderer } from './createPostRenderer';
import { createRender } from './createRender';

const run = promisify(execFile);
const CHART = 'apiVersion: v2\nname: app\nversion: 1.0.0\n';
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1"}]}
`;
const HOOK = `apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {helm.sh/hook: pre-install}}
`;
const PATCH = {
  patch: '[{"op": "add", "path": "/metadata/annotations/p", "value": "1"}]',
  target: { kind: 'ConfigMap' },
};

interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly spec?: Partial<HelmReleaseSpec>;
  readonly values?: Values;
  readonly client?: Partial<KubeClient>;
  readonly workers?: Pick<WorkerPool, 'run'>;
  readonly canLookUp?: boolean;
}

function render({ files, spec, values, client, workers, canLookUp }: Given) {
  const bytes = packedChart({ 'Chart.yaml': CHART, ...files });
  const packed = new SharedArrayBuffer(bytes.length);
  new Uint8Array(packed).set(bytes);
  const chart = loadChartArchive(bytes);
  // The other fields are not read.
  const resolved = {
    chart,
    version: '1.0.0+abc',
    digest: `sha256:${JSON.stringify(files)}`,
    packed,
  } as ResolvedChart;
  const ctx = {
    key: { namespace: 'flux', name: 'app' },
    object: { spec: { interval: '1m', ...spec } },
    logger: silentLogger,
    signal: new AbortController().signal,
  } as HelmReleaseContext;
  const deps = {
    workers: workers ?? createInlinePool(),
    options: DEFAULT_OPTIONS,
  } as HelmReleaseDeps;
  const target = { client } as unknown as ReleaseTarget;
  return createRender(ctx, deps, { chart: resolved, target })({
    chart,
    values: values ?? new Map(),
    release: { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false },
    capabilities: DEFAULT_CAPABILITIES,
    options: {},
    canLookUp: canLookUp ?? false,
  });
}

describe('createRender', () => {
  it('renders a dependency that was packed by its alias', async () => {
    const { manifests } = await render({
      files: {
        'Chart.yaml': `${CHART}dependencies: [{name: db, version: 1.x, repository: "https://example.com", alias: store}]\n`,
        'charts/store/Chart.yaml':
          'apiVersion: v2\nname: store\nversion: 1.2.0\n',
        'charts/store/templates/a.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      },
    });
    expect(manifests).toMatchObject([
      { path: 'app/charts/store/templates/a.yaml' },
    ]);
  });

  it('HR-31 patches in order, then common metadata, then origin labels, on hooks as well', async () => {
    const { manifests, hooks, chart } = await render({
      files: { 'templates/a.yaml': DEPLOYMENT, 'templates/h.yaml': HOOK },
      spec: {
        postRenderers: [
          {
            kustomize: {
              patches: [PATCH],
              images: [{ name: 'nginx', newTag: '2' }],
            },
          },
          { kustomize: { images: [{ name: 'nginx', newName: 'nginx2' }] } },
        ],
        commonMetadata: {
          labels: { team: 'a', 'helm.toolkit.fluxcd.io/name': 'not-this' },
        },
      },
    });
    expect(manifests.map(({ content }) => content)).toEqual([
      `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    helm.toolkit.fluxcd.io/name: app
    helm.toolkit.fluxcd.io/namespace: flux
    team: a
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - image: nginx2:2
        name: web
`,
    ]);
    expect(hooks.map(({ content }) => content)).toEqual([
      `apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    helm.sh/hook: pre-install
    p: "1"
  labels:
    helm.toolkit.fluxcd.io/name: app
    helm.toolkit.fluxcd.io/namespace: flux
    team: a
  name: hook
`,
    ]);
    expect(chart.metadata.version).toBe('1.0.0+abc');
  });

  it('HR-31 a patch sees no origin labels, and its failure is told in Helm’s words', async () => {
    await expect(
      render({
        files: { 'templates/a.yaml': DEPLOYMENT },
        spec: {
          postRenderers: [
            {
              kustomize: {
                patches: [
                  {
                    patch:
                      '[{"op": "add", "path": "/metadata/labels/x", "value": "1"}]',
                    target: { kind: 'Deployment' },
                  },
                ],
              },
            },
          ],
        },
      }),
    ).rejects.toThrow(/^error while running post render on files: /);
  });

  it('HR-31 postRenderStrategy keeps hooks apart, also from the labels', async () => {
    const { hooks } = await render({
      files: { 'templates/h.yaml': HOOK },
      spec: { postRenderStrategy: 'nohooks' },
    });
    expect(hooks[0].content).not.toContain('toolkit.fluxcd.io');
  });

  it('keeps integers of values and the values of the chart on the way to a thread and back', async () => {
    const { manifests, chart } = await render({
      files: {
        'values.yaml': 'a: 1.5\nb: [x, {c: 2}]\n',
        'templates/a.yaml':
          'kind: A\nmetadata: {name: a}\nint: {{ kindOf .Values.n }}\nfloat: {{ kindOf .Values.a }}\n',
      },
      values: new Map([['n', goInt64(7)]]),
    });
    expect(manifests[0].content).toContain('float: float64\nint: int64');
    expect(chart.values).toEqual(
      new Map<string, unknown>([
        ['a', 1.5],
        ['b', ['x', new Map([['c', 2]])]],
      ]),
    );
  });

  it('looks up objects as the release’s own identity, also those that depend on others', async () => {
    const get = jest.fn(async (_type: object, { name }: { name: string }) => {
      if (name === 'gone') throw new ApiError(404, 'NotFound', 'not found');
      return { data: { next: 'second', n: 3 } };
    });
    const { manifests } = await render({
      canLookUp: true,
      client: { get } as unknown as KubeClient,
      files: {
        'templates/a.yaml': `kind: A
metadata: {name: a}
{{- $one := lookup "v1" "ConfigMap" "ns" "first" }}
{{- with $one.data }}
{{- $two := lookup "v1" "ConfigMap" "ns" .next }}
sum: {{ $two.data.n | int | add 1 }}
{{- end }}
gone: {{ lookup "v1" "ConfigMap" "ns" "gone" | len }}
`,
      },
    });
    expect(manifests[0].content).toContain('gone: 0');
    expect(manifests[0].content).toContain('sum: 4');
    expect(get.mock.calls.map(([, { name }]) => name)).toEqual([
      'first',
      'gone',
      'second',
    ]);
  });

  it('gives failures of templates and what was rendered for nothing back as they are', async () => {
    await expect(
      render({ files: { 'templates/a.yaml': '{{ fail "no" }}' } }),
    ).rejects.toMatchObject({ name: 'HelmError', code: 'TEMPLATE' });
    const invalid = render({ files: { 'templates/a.yaml': 'a: b: c' } });
    const error: unknown = await invalid.catch(failure => failure);
    // With a post-renderer, Helm parses before it sorts.
    expect(error).toMatchObject({ name: 'HelmError', code: 'POST_RENDER' });
    expect(error).not.toBeInstanceOf(InvalidManifestError);
  });

  it('gives the same from a thread, what fails included', async () => {
    const workers = new WorkerPool({ threads: 1 });
    const client = {
      get: async () => ({ data: { n: 3 } }),
    } as unknown as KubeClient;
    const asked = {
      canLookUp: true,
      client,
      values: new Map([['i', goInt64(7)]]),
      files: {
        'templates/a.yaml':
          'kind: A\nmetadata: {name: a}\nv: {{ lookup "v1" "A" "ns" "a" | toJson | quote }}\ni: {{ kindOf .Values.i }}\n',
        'crds/a.yaml': 'kind: CustomResourceDefinition\n',
        'templates/NOTES.txt': 'notes',
      },
    };
    const bad = { files: { 'templates/a.yaml': '{{ fail "no" }}' } };
    try {
      expect(await render({ ...asked, workers })).toEqual(await render(asked));
      const [apart, here] = [{ ...bad, workers }, bad].map(given =>
        render(given).catch(error => ({ ...error, message: error.message })),
      );
      expect(await apart).toEqual(await here);
    } finally {
      await workers.close();
    }
  });

  it('is ended by spec.timeout, begun anew when others waited, and fair between namespaces', async () => {
    const seen: object[] = [];
    const workers = {
      run: async (_task: string, _input: object, options: object) => {
        seen.push(options);
        throw seen.length === 1
          ? new WorkerError('preempted', 'others waited')
          : new WorkerError('timeout', 'it took longer than 2s');
      },
    } as unknown as Pick<WorkerPool, 'run'>;
    const files = { 'templates/a.yaml': DEPLOYMENT };
    await expect(
      render({ files, workers, spec: { timeout: '2s' } }),
    ).rejects.toMatchObject({
      code: 'LIMIT',
      message: 'failed to render chart 1.0.0+abc: it took longer than 2s',
    });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ namespace: 'flux', timeoutMs: 2_000 });
  });
});

describe('createPostRenderer', () => {
  it('HR-31 gives the bytes of the real kustomize', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'post-render-'));
    try {
      const patches = [
        PATCH,
        {
          patch:
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}',
        },
      ];
      const images = [
        { name: 'nginx', newName: 'mirror/nginx', digest: 'sha256:1' },
      ];
      await writeFile(join(folder, 'a.yaml'), `${HOOK}---\n${DEPLOYMENT}`);
      await writeFile(
        join(folder, 'kustomization.yaml'),
        JSON.stringify({
          resources: ['a.yaml'],
          patches,
          images,
          labels: [{ pairs: { o: 'x', t: 'y' } }],
        }),
      );
      const { stdout } = await run(kubectlBinary(), ['kustomize', folder]);
      const postRender = createPostRenderer({
        postRenderers: [{ kustomize: { patches, images } }, {}],
        commonMetadata: { labels: { t: 'y' } },
        originLabels: { o: 'x' },
      });
      expect(postRender(`${HOOK}---\n${DEPLOYMENT}`)).toBe(stdout);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
