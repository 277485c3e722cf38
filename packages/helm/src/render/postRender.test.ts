import { loadChart } from '../chart/loadChart';
import { chartFiles } from '../testing/files';
import { DEFAULT_CAPABILITIES } from '../capabilities/capabilities';
import type { PostRenderStrategy } from './postRender';
import { renderChart } from './renderChart';

const TEMPLATES = {
  'templates/both.yaml':
    'kind: Pod\nmetadata: {name: h, annotations: {helm.sh/hook: test}}\n---\nkind: Secret\nmetadata: {name: s}\n',
  'templates/z.yaml': 'kind: ConfigMap\nmetadata: {name: c}\n',
};

/** Renders with a post-renderer that marks what it gets and adds an object. */
function render(postRenderStrategy: PostRenderStrategy) {
  const seen: string[][] = [];
  const chart = loadChart(chartFiles(TEMPLATES));
  const release = { name: 'rel', namespace: 'ns' };
  const result = renderChart(chart, new Map(), release, DEFAULT_CAPABILITIES, {
    postRenderStrategy,
    postRenderer: text => {
      seen.push([...text.matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind));
      return `${text}---\nkind: Added\nmetadata: {name: a}\n`.replaceAll(
        'metadata:',
        'seen: true\nmetadata:',
      );
    },
  });
  const isSeen = ({ content }: { content: string }) =>
    content.includes('seen: true');
  return {
    seen,
    hooks: result.hooks.map(hook => [hook.path, hook.kind, isSeen(hook)]),
    manifests: result.manifests.map(one => [one.path, one.kind, isSeen(one)]),
  };
}

describe('postRenderStrategy', () => {
  it('HR-31 combined sends hooks and objects as one stream', () => {
    expect(render('combined')).toEqual({
      seen: [['Pod', 'Secret', 'ConfigMap']],
      hooks: [['demo/templates/both.yaml', 'Pod', true]],
      manifests: [
        ['demo/templates/both.yaml', 'Secret', true],
        ['demo/templates/z.yaml', 'ConfigMap', true],
        ['generated-by-postrender-3.yaml', 'Added', true],
      ],
    });
  });

  it('HR-31 nohooks leaves hooks as they were rendered', () => {
    expect(render('nohooks')).toEqual({
      seen: [['Secret', 'ConfigMap']],
      hooks: [['demo/templates/both.yaml', 'Pod', false]],
      manifests: [
        ['demo/templates/both.yaml', 'Secret', true],
        ['demo/templates/z.yaml', 'ConfigMap', true],
        ['generated-by-postrender-manifests-2.yaml', 'Added', true],
      ],
    });
  });

  it('HR-31 separate sends hooks and objects as two streams', () => {
    expect(render('separate')).toEqual({
      seen: [['Pod'], ['Secret', 'ConfigMap']],
      hooks: [['demo/templates/both.yaml', 'Pod', true]],
      manifests: [
        ['demo/templates/both.yaml', 'Secret', true],
        ['demo/templates/z.yaml', 'ConfigMap', true],
        ['generated-by-postrender-hooks-1.yaml', 'Added', true],
        ['generated-by-postrender-manifests-2.yaml', 'Added', true],
      ],
    });
  });

  it('names the stream whose post-renderer fails', () => {
    const chart = loadChart(chartFiles(TEMPLATES));
    const release = { name: 'rel', namespace: 'ns' };
    const fail = (text: string) => {
      if (text.includes('Secret')) throw new Error('no');
      return text;
    };
    expect(() =>
      renderChart(chart, new Map(), release, DEFAULT_CAPABILITIES, {
        postRenderStrategy: 'separate',
        postRenderer: fail,
      }),
    ).toThrow('error while running post render on manifests: no');
  });
});

describe('objects on their way through a post-renderer', () => {
  it.each([
    ['null', 'metadata: {name: c, annotations: }'],
    ['an empty mapping', 'metadata: {name: c, annotations: {}}'],
    ['missing', 'metadata: {name: c}'],
  ])('HR-31 may have annotations that are %s', (_title, metadata) => {
    const template = `kind: ConfigMap\n${metadata}\n`;
    const files = chartFiles({ 'templates/c.yaml': template });
    const seen: string[] = [];
    const release = { name: 'rel', namespace: 'ns' };
    const postRenderer = (text: string) => {
      seen.push(text);
      return text;
    };
    const { manifests } = renderChart(
      ...([loadChart(files), new Map(), release] as const),
      DEFAULT_CAPABILITIES,
      { postRenderer },
    );
    expect(seen.join('').match(/annotations/g)).toHaveLength(1);
    expect(manifests).toMatchObject([
      { path: 'demo/templates/c.yaml', name: 'c' },
    ]);
    expect(manifests[0].content).not.toContain('annotations');
  });

  it('HR-31 may have metadata that is null', () => {
    const files = chartFiles({ 'templates/c.yaml': 'kind: List\nmetadata:\n' });
    const seen: string[] = [];
    const release = { name: 'rel', namespace: 'ns' };
    const postRenderer = (text: string) => {
      seen.push(text);
      return text;
    };
    renderChart(
      ...([loadChart(files), new Map(), release] as const),
      DEFAULT_CAPABILITIES,
      { postRenderer },
    );
    expect(seen.join('').match(/metadata:/g)).toHaveLength(1);
    expect(seen.join('')).toContain('demo/templates/c.yaml');
  });
});
