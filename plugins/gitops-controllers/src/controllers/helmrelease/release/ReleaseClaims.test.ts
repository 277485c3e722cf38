import type { HelmReleaseContext } from '../types';
import { ReleaseClaims } from './ReleaseClaims';

function contextOf(
  name: string,
  releaseName: string,
  signal = new AbortController().signal,
) {
  const said: string[] = [];
  const ctx = {
    key: { namespace: 'apps', name },
    object: { metadata: { namespace: 'apps', name }, spec: { releaseName } },
    signal,
    logger: { warn: () => undefined },
    event: ({ reason, message }: { reason: string; message: string }) =>
      said.push(`${reason}: ${message}`),
    progress: async (_: string, message: string) => void said.push(message),
    waitFor: (_: unknown, work: () => Promise<unknown>) => work(),
  } as unknown as HelmReleaseContext;
  return { ctx, said };
}

function gate() {
  let open = () => undefined as void;
  const passed = new Promise<void>(resolve => {
    open = resolve;
  });
  return { open, passed };
}

const SHARED =
  'is for the same Helm release web in namespace apps: each undoes what the other does. Suspend one of them and delete it';

describe('ReleaseClaims', () => {
  it('lets one HelmRelease at a time act on a release, in order', async () => {
    const claims = new ReleaseClaims();
    const order: string[] = [];
    const first = gate();
    const [a, b, c] = ['a', 'b', 'c'].map(name => contextOf(name, 'web'));
    const runs = [
      claims.use(a.ctx, async () => {
        order.push('a begins');
        await first.passed;
        order.push('a ends');
      }),
      claims.use(b.ctx, async () => void order.push('b')),
      claims.use(c.ctx, async () => void order.push('c')),
    ];
    const other = contextOf('d', 'other');
    await claims.use(other.ctx, async () => void order.push('other'));
    first.open();
    await Promise.all(runs);
    expect(order).toEqual(['a begins', 'other', 'a ends', 'b', 'c']);
    expect(b.said).toEqual([
      `ReleaseShared: HelmRelease 'apps/a' ${SHARED}`,
      "Waiting for HelmRelease 'apps/a', which is at the same Helm release",
    ]);
    expect(other.said).toEqual([]);
  });

  it('tells each of the other once, and not of one that is gone', async () => {
    const claims = new ReleaseClaims();
    const [a, b, c] = ['a', 'b', 'c'].map(name => contextOf(name, 'web'));
    const nothing = async () => undefined;
    for (const { ctx } of [a, b, a, b, a]) await claims.use(ctx, nothing);
    expect(a.said).toEqual([`ReleaseShared: HelmRelease 'apps/b' ${SHARED}`]);
    expect(b.said).toEqual([`ReleaseShared: HelmRelease 'apps/a' ${SHARED}`]);
    for (const { ctx } of [a, b]) claims.forget(ctx.key);
    await claims.use(c.ctx, nothing);
    expect(c.said).toEqual([]);
  });

  it('goes on after a failure, and without one that stops waiting', async () => {
    const claims = new ReleaseClaims();
    const stop = new AbortController();
    const first = gate();
    const a = contextOf('a', 'web');
    const b = contextOf('b', 'web', stop.signal);
    const c = contextOf('c', 'web');
    const failing = claims.use(a.ctx, async () => {
      await first.passed;
      throw new Error('no');
    });
    const stopped = claims.use(b.ctx, async () => 'b');
    const last = claims.use(c.ctx, async () => 'c');
    await new Promise(setImmediate);
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    first.open();
    await expect(failing).rejects.toThrow('no');
    await expect(last).resolves.toBe('c');
  });
});
