import { DEFAULT_CAPABILITIES } from '../capabilities/capabilities';
import { renderChart } from '../render/renderChart';
import { chartFiles } from '../testing/files';
import { ChartCache } from './chartCache';

function filesOfSize(sizeBytes: number) {
  return chartFiles({ 'files/big.txt': 'x'.repeat(sizeBytes) });
}

describe('ChartCache', () => {
  it('loads a chart once for a digest, however often its files are read', () => {
    const cache = new ChartCache();
    const source = jest.fn(() => chartFiles({ 'templates/a.yaml': 'a: 1' }));
    const chart = cache.load('sha256:a', source);
    expect(cache.load('sha256:a', source)).toBe(chart);
    expect(source).toHaveBeenCalledTimes(1);
  });

  it('has templates parsed once for all renders of a digest', () => {
    const cache = new ChartCache();
    const decode = jest.spyOn(TextDecoder.prototype, 'decode');
    const template = '{{ .Release.Name | quote }}';
    const decodedTemplates = () =>
      decode.mock.results.filter(({ value }) => value === template).length;
    for (const name of ['one', 'two', 'three']) {
      const chart = cache.load('sha256:a', () =>
        chartFiles({ 'templates/a.yaml': template }),
      );
      const release = { name, namespace: 'ns' };
      const result = renderChart(
        chart,
        new Map(),
        release,
        DEFAULT_CAPABILITIES,
        { postRenderer: () => `name: ${name}` },
      );
      expect(result.manifests).toHaveLength(1);
    }
    expect(decodedTemplates()).toBe(1);
    decode.mockRestore();
  });

  it('lets the chart go that was used the longest ago', () => {
    const cache = new ChartCache({ maxCharts: 2 });
    const source = jest.fn(() => chartFiles({}));
    cache.load('a', source);
    cache.load('b', source);
    cache.load('a', source);
    cache.load('c', source);
    expect(cache.size).toBe(2);
    expect(source).toHaveBeenCalledTimes(3);
    cache.load('a', source);
    expect(source).toHaveBeenCalledTimes(3);
    cache.load('b', source);
    expect(source).toHaveBeenCalledTimes(4);
  });

  it('keeps no more bytes than it may', () => {
    const cache = new ChartCache({ maxBytes: 10_000 });
    for (const digest of ['a', 'b', 'c', 'd']) {
      cache.load(digest, () => filesOfSize(4_000));
    }
    expect(cache.size).toBe(2);
    cache.load('huge', () => filesOfSize(20_000));
    expect(cache.size).toBe(2);
  });

  it('repeats the warnings of a kept chart', () => {
    const cache = new ChartCache();
    const warnings: string[] = [];
    for (let round = 0; round < 2; round++) {
      cache.load(
        'a',
        () => chartFiles({ 'requirements.yaml': 'dependencies: []' }),
        { warn: warning => warnings.push(warning) },
      );
    }
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toBe(warnings[1]);
  });

  it('keeps no failures', () => {
    const cache = new ChartCache();
    expect(() => cache.load('a', () => new Map())).toThrow();
    expect(cache.size).toBe(0);
    expect(cache.load('a', () => chartFiles({})).metadata.name).toBe('demo');
  });

  it('forgets what it is told to forget', () => {
    const cache = new ChartCache();
    cache.load('a', () => chartFiles({}));
    cache.delete('a');
    expect(cache.size).toBe(0);
  });
});
