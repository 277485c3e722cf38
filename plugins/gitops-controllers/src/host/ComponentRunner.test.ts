import { FakeClock, silentLogger } from '@backstage-gitops/kube';
import type { KubeClient, Lease } from '@backstage-gitops/kube';
import { ComponentRunner } from './ComponentRunner';

/** A Lease that can't be read the first times, and is free then. */
function leaseAfter(failures: number) {
  let looks = 0;
  const lease = {
    identity: 'us',
    get looks() {
      return looks;
    },
    async holder() {
      looks += 1;
      if (looks <= failures) throw new Error('the API server is away');
      return undefined;
    },
    run: (lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) =>
      lead(signal),
  };
  return lease as typeof lease & Lease;
}

describe('ComponentRunner', () => {
  it('looks again soon when a lease can not be read, and ever more slowly', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const lease = leaseAfter(4);
    const runner = new ComponentRunner({
      name: 'kustomize-controller',
      namespace: 'flux-system',
      modules: [],
      lease,
      client: {} as KubeClient,
      logger: silentLogger,
      clock,
    });
    const running = runner.run(() => {
      throw new Error('there is no module');
    }, stop.signal);
    const looks: number[] = [];
    for (const ms of [0, 499, 1, 1000, 2000, 3999]) {
      await clock.advance(ms);
      looks.push(lease.looks);
    }
    stop.abort();
    await clock.advance(60_000);
    await running;
    expect(looks).toEqual([1, 1, 2, 3, 4, 4]);
  });
});
