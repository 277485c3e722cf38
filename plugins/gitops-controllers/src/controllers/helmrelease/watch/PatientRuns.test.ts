import { FakeClock } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import type { HelmRelease, HelmReleaseDeps } from '../types';
import { PatientRuns } from './PatientRuns';

type Informers = HelmReleaseDeps['informers'];

/** The HelmRelease `flux/app` and the Secret of its newest revision. */
function setUp(spec: object = {}) {
  const clock = new FakeClock();
  const started: string[] = [];
  const release = {
    metadata: { namespace: 'flux', name: 'app' },
    spec: { interval: '1h', timeout: '2m', ...spec },
  } as unknown as HelmRelease;
  let newest: KubeObject | undefined;
  const store = {
    getByKey: (key: string) => (key === 'flux/app' ? release : undefined),
  };
  const runs = new PatientRuns({
    clock,
    informers: {
      acquire: () => ({ informer: { store }, release: () => {} }),
    } as unknown as Informers,
    type: { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
    scope: {},
    secrets: {
      newest: (namespace, name) =>
        `${namespace}/${name}` === 'flux/app' ? newest : undefined,
    },
    enqueue: key => started.push(key),
  });
  return {
    ...{ clock, runs, started },
    stop: runs.start(),
    /** Writes a revision of the release, now. */
    write(status: string, agoMs = 0) {
      const at = clock.now() - agoMs;
      newest = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'sh.helm.release.v1.app.v2',
          creationTimestamp: new Date(at).toISOString(),
          labels: { status, modifiedAt: String(Math.floor(at / 1000)) },
        },
      };
    },
  };
}

describe('runs that objects of a release ask for', () => {
  it('DB-5 starts at once where nobody works on the release', () => {
    const { runs, started, write } = setUp();
    runs.enqueue('flux/app');
    write('deployed');
    runs.enqueue('flux/app');
    write('failed');
    runs.enqueue('flux/app');
    runs.enqueue('flux/gone');
    expect(started).toEqual(['flux/app', 'flux/app', 'flux/app', 'flux/gone']);
  });

  it.each(['pending-install', 'pending-upgrade', 'pending-rollback'])(
    'DB-5 waits while somebody else has the release at %s, and starts once after',
    async status => {
      const { clock, runs, started, write } = setUp();
      write(status);
      runs.enqueue('flux/app');
      runs.enqueue('flux/app');
      await clock.advance(100_000);
      expect(started).toEqual([]);
      write('deployed');
      await clock.advance(10_000);
      expect(started).toEqual(['flux/app']);
      expect(clock.pending).toBe(0);
    },
  );

  it("DB-5 waits no longer than the action's timeout since the revision was written", async () => {
    const { clock, runs, started, write } = setUp({
      upgrade: { timeout: '30s' },
    });
    write('pending-upgrade', 10_000);
    runs.enqueue('flux/app');
    await clock.advance(19_000);
    expect(started).toEqual([]);
    // A hook has begun.
    write('pending-upgrade');
    await clock.advance(29_000);
    expect(started).toEqual([]);
    await clock.advance(2_000);
    expect(started).toEqual(['flux/app']);
  });

  it('DB-5 waits for an uninstall of somebody else by spec.timeout, however its clock runs', async () => {
    const { clock, runs, started, write } = setUp();
    write('uninstalling', -3_600_000);
    runs.enqueue('flux/app');
    clock.jump(3_600_000);
    await clock.advance(119_000);
    expect(started).toEqual([]);
    await clock.advance(2_000);
    expect(started).toEqual(['flux/app']);
  });

  it('starts nothing and leaves no timer once it is stopped', async () => {
    const { clock, runs, started, stop, write } = setUp();
    write('pending-upgrade');
    runs.enqueue('flux/app');
    stop();
    expect(clock.pending).toBe(0);
    await clock.advance(600_000);
    expect(started).toEqual([]);
  });
});
