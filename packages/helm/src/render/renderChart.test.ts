import { DEFAULT_CAPABILITIES } from '../capabilities/capabilities';
import { loadChart } from '../chart/loadChart';
import { renderHelmChartForKustomize } from '../kustomize/renderHelmChartForKustomize';
import { parseSet } from '../strvals/parseSet';
import { chartFiles } from '../testing/files';
import type { Values } from '../values/values';
import {
  InvalidManifestError,
  renderChart,
  type RenderOptions,
} from './renderChart';

const RELEASE = { name: 'rel', namespace: 'ns' };

function render(
  texts: Record<string, string>,
  options: RenderOptions = {},
  values: Values = new Map(),
) {
  const chart = loadChart(chartFiles(texts));
  return renderChart(chart, values, RELEASE, DEFAULT_CAPABILITIES, options);
}

describe('renderChart', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'lacks a dependency',
      {
        'Chart.yaml':
          'apiVersion: v2\nname: demo\nversion: 1.0.0\ndependencies: [{name: db, version: 1.x, repository: r, alias: store}]\n',
        'charts/store/Chart.yaml':
          'apiVersion: v2\nname: store\nversion: 1.2.0\n',
        'charts/store/templates/a.yaml': 'kind: A\nname: {{ .Chart.Name }}',
      },
      'missing in charts/ directory: db',
    ],
    [
      'is a library',
      {
        'Chart.yaml':
          'apiVersion: v2\nname: demo\nversion: 1.0.0\ntype: library\n',
        'charts/store/Chart.yaml':
          'apiVersion: v2\nname: store\nversion: 1.2.0\n',
        'charts/store/templates/a.yaml': 'kind: A\nname: {{ .Chart.Name }}',
        'templates/b.yaml': 'kind: B',
      },
      'library charts are not installable',
    ],
  ])(
    'refuses as a command what %s, and renders it as the library does',
    (_, texts, message) => {
      expect(() => render(texts)).toThrow(message);
      const { manifests } = render(texts, { skipCommandChecks: true });
      expect(manifests).toMatchObject([
        {
          path: 'demo/charts/store/templates/a.yaml',
          content: 'kind: A\nname: store',
        },
      ]);
    },
  );

  it('gives manifests with their source, hooks, notes and CRDs as data', () => {
    const result = render({
      'templates/b.yaml': 'kind: Service\napiVersion: v1\nmetadata: {name: s}',
      'templates/a.yaml': 'kind: Namespace\napiVersion: v1\n',
      'templates/hook.yaml':
        'kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}',
      'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
      'crds/c.yaml': 'kind: CustomResourceDefinition',
    });
    expect(result.manifests).toEqual([
      {
        path: 'demo/templates/a.yaml',
        content: 'kind: Namespace\napiVersion: v1',
        apiVersion: 'v1',
        kind: 'Namespace',
        name: '',
      },
      {
        path: 'demo/templates/b.yaml',
        content: 'kind: Service\napiVersion: v1\nmetadata: {name: s}',
        apiVersion: 'v1',
        kind: 'Service',
        name: 's',
      },
    ]);
    expect(result.hooks).toMatchObject([{ name: 't', events: ['test'] }]);
    expect(result.notes).toBe('Hello rel');
    expect(result.crds.map(crd => crd.path)).toEqual(['demo/crds/c.yaml']);
  });

  it('changes neither chart nor values, and repeats itself', () => {
    const chart = loadChart(
      chartFiles({
        'values.yaml': 'a: {b: 1, c: null}\nl: [1]\n',
        'templates/o.yaml':
          'a: {{ set .Values.a "b" 9 | toJson }}\nl: {{ append .Values.l 2 | toJson }}\nr: {{ randAlphaNum 5 }} {{ now | date "2006" }}',
      }),
    );
    const values = parseSet('a.x=1');
    const options: RenderOptions = {
      environment: {
        now: () => 86_400_000,
        random: length => new Uint8Array(length).fill(7),
      },
    };
    const once = () =>
      renderChart(chart, values, RELEASE, DEFAULT_CAPABILITIES, options)
        .manifests;
    const first = once();
    expect(once()).toEqual(first);
    expect(first[0].content).toContain('1970');
    expect(values).toEqual(parseSet('a.x=1'));
    expect(chart.values.get('a')).toEqual(
      new Map([
        ['b', 1],
        ['c', null],
      ]),
    );
  });

  it('sends the objects through a post-renderer and keeps their files', () => {
    const seen: string[] = [];
    const { manifests } = render(
      {
        'templates/a.yaml': 'kind: A\nmetadata: {name: a}\n---\nkind: B\n',
        'templates/b.yaml': 'kind: C # kept\n',
      },
      {
        postRenderer: text => {
          seen.push(text);
          return `${text}---\nkind: Added\n`.replace('name: a', 'name: z');
        },
      },
    );
    expect(seen[0]).toContain(
      'postrenderer.helm.sh/postrender-filename: demo/templates/a.yaml',
    );
    expect(manifests.map(({ path, kind }) => [path, kind])).toEqual([
      ['demo/templates/a.yaml', 'A'],
      ['generated-by-postrender-3.yaml', 'Added'],
      ['demo/templates/a.yaml', 'B'],
      ['demo/templates/b.yaml', 'C'],
    ]);
    expect(manifests[0].content).toContain('name: z');
    expect(JSON.stringify(manifests)).not.toContain('postrender-filename');
  });

  it('reports a post-renderer that fails', () => {
    expect(() =>
      render(
        { 'templates/a.yaml': 'kind: A' },
        {
          postRenderer: () => {
            throw new Error('no patch');
          },
        },
      ),
    ).toThrow('error while running post render on files: no patch');
  });

  it('shows what was rendered when it is no YAML', () => {
    let error: unknown;
    try {
      render({ 'templates/a.yaml': 'a: {{ "b: c" }}' });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InvalidManifestError);
    expect(error).toMatchObject({
      code: 'MANIFEST',
      file: 'demo/templates/a.yaml',
      rendered: new Map([['demo/templates/a.yaml', 'a: b: c']]),
    });
  });

  it('tells where a template failed', () => {
    expect(() =>
      render({ 'templates/a.yaml': 'x: 1\ny: {{ .Values.a.b }}' }),
    ).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE',
        file: 'demo/templates/a.yaml',
        line: 2,
      }),
    );
  });

  it('ends templates that would run for ever or write without end', () => {
    const text = {
      'templates/a.yaml': '{{ range until 100000 }}xxxxxxxxxx{{ end }}',
    };
    expect(() => render(text, { limits: { maxSteps: 1000 } })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE' }),
    );
    expect(() => render(text, { limits: { maxOutput: 1000 } })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE' }),
    );
  });

  it('reads the cluster through the lookup that is passed in', () => {
    const { manifests } = render(
      { 'templates/a.yaml': 'a: {{ (lookup "v1" "Secret" "ns" "s").data }}' },
      {
        environment: {
          lookup: (_, kind, namespace, name) =>
            new Map([['data', `${kind}/${namespace}/${name}`]]),
        },
      },
    );
    expect(manifests[0].content).toBe('a: Secret/ns/s');
  });

  it('deletes every null of the user by the rules of Helm 3', () => {
    const texts = {
      'templates/a.yaml': 'a: {{ .Values.t | toJson }}',
      'values.yaml': 't: {x: 1}',
    };
    const values = () => parseSet('t.x=null,t.y=null');
    expect(render(texts, {}, values()).manifests[0].content).toBe(
      'a: {"y":null}',
    );
    expect(
      render(texts, { helmVersion: 3 }, values()).manifests[0].content,
    ).toBe('a: {}');
  });

  it('joins the notes of subcharts when asked', () => {
    const texts = {
      'templates/NOTES.txt': 'own',
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0',
      'charts/sub/templates/NOTES.txt': 'sub',
    };
    expect(render(texts).notes).toBe('own');
    expect(render(texts, { includeSubchartNotes: true }).notes).toBe(
      'sub\nown',
    );
  });
});

describe('rules of Helm 4.2', () => {
  const texts = {
    'values.yaml': 'a: null\nb: {c: null, d: 1, e: {f: null}}\ng: {h: null}\n',
    'templates/o.yaml': 'v: {{ .Values | toJson }}\n',
  };
  const values = () =>
    new Map([['b', new Map([['x', null]])]]) as unknown as Values;

  it('leave out nulls of defaults and keep those of values', () => {
    const [{ content }] = render(
      texts,
      { helmVersion: 4.2 },
      values(),
    ).manifests;
    expect(content).toBe('v: {"b":{"d":1,"e":{},"x":null},"g":{}}\n');
  });

  it('do not hold for Helm 4.1', () => {
    const [{ content }] = render(texts, {}, values()).manifests;
    expect(content).toBe(
      'v: {"a":null,"b":{"c":null,"d":1,"e":{"f":null},"x":null},"g":{"h":null}}',
    );
  });
});

describe('renderHelmChartForKustomize', () => {
  it('renders a folder of the kustomization', () => {
    const files = chartFiles({
      'values.yaml': 'a: 1\nb: 1\nc: 1\n',
      'templates/o.yaml':
        'n: {{ .Release.Name }}/{{ .Release.Namespace }}\nv: {{ .Values | toJson }}\nk: {{ .Capabilities.KubeVersion.Version }}',
      'templates/t.yaml': 'metadata: {annotations: {helm.sh/hook: test}}',
      '.helmignore': 'big/\n',
      'big/file': 'x',
    });
    const extra = new TextEncoder().encode('c: 3\n');
    const path = (name: string) => name.replace(/^\/charts\/demo\/?/, '');
    const text = renderHelmChartForKustomize({
      fs: {
        readFile: name =>
          name === '/more.yaml' ? extra : files.get(path(name)) ?? extra,
        stat: name => {
          if (files.has(path(name))) {
            return { kind: 'file' };
          }
          const isFolder = [...files.keys()].some(file =>
            file.startsWith(path(name) && `${path(name)}/`),
          );
          return isFolder ? { kind: 'dir' } : undefined;
        },
        readDir: name => {
          const start = path(name) && `${path(name).replace(/\/$/, '')}/`;
          return [
            ...new Set(
              [...files.keys()]
                .filter(file => file.startsWith(start))
                .map(file => file.slice(start.length).split('/')[0]),
            ),
          ];
        },
      },
      chartPath: '/charts/demo',
      releaseName: 'app',
      nameTemplate: '',
      namespace: '',
      values: { b: 2 },
      additionalValuesFiles: ['/more.yaml'],
      includeCrds: false,
      skipHooks: false,
      skipTests: true,
      apiVersions: [],
      kubeVersion: '1.30',
    });
    expect(text).toBe(
      '---\n# Source: demo/templates/o.yaml\nn: app/default\nv: {"a":1,"b":2,"c":3}\nk: v1.30\n',
    );
  });
});
