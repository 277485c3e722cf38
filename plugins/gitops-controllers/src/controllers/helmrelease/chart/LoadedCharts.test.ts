import { existsSync, mkdtempSync, readdirSync, rmSync } from 'fs';
import { writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkArea } from '../../../artifacts/WorkArea';
import { createInlinePool } from '../../../worker/__testUtils__/createInlinePool';
import { WorkerPool } from '../../../worker/WorkerPool';
import { chartTexts, packedChart } from '../../helmchart/testing/chartTexts';
import { LoadedCharts } from './LoadedCharts';
import { ThreadCharts } from './sharedChart';

const never = new AbortController().signal;
let directory: string;
let downloads: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gitops-charts-'));
  downloads = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The artifact of a chart, which is named by its digest. */
const artifact = (name: string) => ({
  ...{ digest: `sha256:${name}`, path: name, revision: '1.0.0', url: name },
  lastUpdateTime: '2026-01-01T00:00:00Z',
});

function depsWith(workers: Pick<WorkerPool, 'run'>, bytes?: Uint8Array) {
  const download = async ({ url }: { url: string }, file: string) => {
    downloads.push(url);
    await writeFile(file, bytes ?? packedChart(chartTexts(url, '1.0.0')));
  };
  return {
    workers,
    artifacts: { download },
    store: { workArea: new WorkArea(directory) },
  };
}

describe('LoadedCharts', () => {
  const deps = (bytes?: Uint8Array) => depsWith(createInlinePool(), bytes);
  const load = (charts: LoadedCharts, name: string, from = deps()) =>
    charts.load(artifact(name), from, {
      namespace: 'apps',
      signal: new AbortController().signal,
    });

  it('loads a chart once for a hundred releases of it', async () => {
    const charts = new LoadedCharts();
    const loaded = await Promise.all(
      Array.from({ length: 100 }, () => load(charts, 'a')),
    );
    loaded.push(await load(charts, 'a'));
    expect(new Set(loaded.map(({ chart }) => chart)).size).toBe(1);
    expect(charts.find(artifact('a'))?.chart).toBe(loaded[0].chart);
    expect(loaded[0].chart).toMatchObject({
      metadata: { name: 'a', version: '1.0.0' },
      values: new Map([['replicas', 1]]),
    });
    expect(downloads).toEqual(['a']);
    expect(readdirSync(directory)).toHaveLength(0);
  });

  it('keeps one chart for archives that hold the same files', async () => {
    const charts = new LoadedCharts();
    const again = { ...artifact('a'), digest: 'sha256:packed-later' };
    const one = await load(charts, 'a');
    const { sizeBytes } = charts;
    const two = await charts.load(again, deps(), { signal: never });
    const other = await load(charts, 'b');
    expect(downloads).toEqual(['a', 'a', 'b']);
    expect(two.chart).toBe(one.chart);
    expect(two.packed).toBe(one.packed);
    expect(other.content).not.toBe(one.content);
    expect(charts.find(again)?.chart).toBe(one.chart);
    expect(charts.sizeBytes).toBeLessThan(2.5 * sizeBytes);
  });

  it('forgets the chart that was used the longest ago', async () => {
    const charts = new LoadedCharts({ maxCharts: 2 });
    for (const name of ['a', 'b']) await load(charts, name);
    charts.find(artifact('a'));
    await load(charts, 'c');
    const kept = ['a', 'b', 'c'].filter(name => charts.find(artifact(name)));
    expect(kept).toEqual(['a', 'c']);
  });

  it('counts bytes, and does not keep what is larger than all', async () => {
    const charts = new LoadedCharts({ maxBytes: 10 });
    await load(charts, 'a');
    expect(charts.sizeBytes).toBe(0);
    const large = new LoadedCharts();
    await load(large, 'a');
    expect(large.sizeBytes).toBeGreaterThan(100);
  });

  it('fails with the words of Helm, and tries again', async () => {
    const charts = new LoadedCharts();
    const run = () => load(charts, 'a', deps(Buffer.from('no archive')));
    await expect(run()).rejects.toMatchObject({
      message: 'gzip: invalid header',
    });
    await expect(run()).rejects.toMatchObject({ name: 'HelmError' });
    expect(downloads).toHaveLength(2);
  });

  it('has no file left after a failure', async () => {
    const charts = new LoadedCharts();
    const run = load(charts, 'a', deps(new Uint8Array()));
    await expect(run).rejects.toThrow('EOF');
    const left = existsSync(directory) ? readdirSync(directory) : [];
    expect(left).toEqual([]);
  });
});

it('loads in a thread, and gives its bytes to other threads', async () => {
  const workers = new WorkerPool({ threads: 1 });
  try {
    const { chart, packed } = await new LoadedCharts().load(
      artifact('a'),
      depsWith(workers),
      { namespace: 'apps', signal: never },
    );
    expect(chart.values).toEqual(new Map([['replicas', 1]]));
    const shared = { digest: 'sha256:a', packed, version: '2.0.0+abc' };
    const thread = new ThreadCharts();
    const [one, two] = [thread.get(shared), thread.get(shared)];
    expect(one.metadata).toMatchObject({ name: 'a', version: '2.0.0+abc' });
    expect(one.templates).toBe(two.templates);
  } finally {
    await workers.close();
  }
});
