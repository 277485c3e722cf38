import { SupersededError } from '@backstage-gitops/kube';
import { WorkerError } from '../../../worker/errors';
import type { TaskOptions } from '../../../worker/WorkerPool';
import type { BuildOutput, BuildRequest } from '../build/request';
import type { KustomizationContext, TaskRunner } from '../types';
import { buildFailureText, runBuild } from './runBuild';

const REQUEST = { path: '' } as BuildRequest;
const OUTPUT = { digest: 'sha256:1' } as BuildOutput;

function createContext(timeout?: string) {
  const superseded = new AbortController();
  const ctx = {
    key: { namespace: 'ns', name: 'app' },
    object: { kind: 'Kustomization', spec: { interval: '10m', timeout } },
    signal: new AbortController().signal,
    superseded: superseded.signal,
  } as unknown as KustomizationContext;
  return { ctx, superseded };
}

/** A pool whose first runs end with these errors. */
function createWorkers(...errors: Error[]) {
  const seen: TaskOptions[] = [];
  const run = async (_: string, __: object, options: TaskOptions) => {
    seen.push(options);
    const error = errors.shift();
    if (error) throw error;
    options.signal?.throwIfAborted();
    return OUTPUT;
  };
  return { seen, workers: { run } as unknown as TaskRunner };
}

describe('runBuild', () => {
  it.each([
    ['10s', 30_000],
    ['2m', 120_000],
    ['5h', 600_000],
    [undefined, 570_000],
  ])('gives a build with timeout %s %i ms', async (timeout, timeoutMs) => {
    const { seen, workers } = createWorkers();
    const { ctx } = createContext(timeout);
    await runBuild(ctx, { workers }, REQUEST);
    expect(seen).toMatchObject([{ namespace: 'ns', name: 'app', timeoutMs }]);
  });

  it('begins anew a build that had to give way', async () => {
    const { seen, workers } = createWorkers(new WorkerError('preempted', ''));
    const output = await runBuild(createContext().ctx, { workers }, REQUEST);
    expect(output).toBe(OUTPUT);
    expect(seen).toHaveLength(2);
  });

  it('fails when it took too long', async () => {
    const error = new WorkerError('timeout', 'it took longer than 30s');
    const { workers } = createWorkers(error);
    const build = runBuild(createContext().ctx, { workers }, REQUEST);
    await expect(build).rejects.toBe(error);
    expect(buildFailureText(error)).toBe(
      'kustomize build failed: it took longer than 30s',
    );
  });

  it('ends when the Kustomization changes, not with a new revision', async () => {
    const { workers } = createWorkers();
    const revision = createContext();
    revision.superseded.abort({ kind: 'GitRepository', name: 'src' });
    expect(await runBuild(revision.ctx, { workers }, REQUEST)).toBe(OUTPUT);
    const own = createContext();
    own.superseded.abort({ kind: 'Kustomization', name: 'app' });
    await expect(
      runBuild(own.ctx, { workers }, REQUEST),
    ).rejects.toBeInstanceOf(SupersededError);
  });
});
