import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@backstage-gitops/kube';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  kustomization,
  KUSTOMIZATION,
  kustomizationRef,
} from '../../testing/objects';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS, type PresentedObject } from '../presenters';
import { suspend } from './setSuspended';
import { SuspensionTimer } from './SuspensionTimer';
import { toSuspension } from './toSuspension';

const REF = kustomizationRef('web');
const HOUR_MS = 3_600_000;
const PREFIX = 'backstage-gitops.io/suspended-';
const UNTIL = `${PREFIX}until`;
const FLUX_BY = 'fluxcd.controlplane.io/suspendedBy';

async function start() {
  const cluster = new FakeCluster();
  cluster.put(kustomization('web'));
  const clock = new FakeClock();
  const registry = registryOf(cluster.cluster);
  const graph = new ObjectGraph({ clusters: registry, presenters: PRESENTERS });
  graph.start();
  await settle();
  const newTimer = () =>
    new SuspensionTimer(graph, mockServices.logger.mock(), clock);
  const timer = newTimer();
  const patchSpec = (spec: object) =>
    cluster.client.patch(KUSTOMIZATION, REF, { metadata: {}, spec });
  return {
    cluster,
    clock,
    registry,
    graph,
    timer,
    /** The timer of a process that begins now, or of another replica. */
    restarted: newTimer,
    annotate: (annotations: Record<string, string>) =>
      cluster.client.patch(KUSTOMIZATION, REF, { metadata: { annotations } }),
    suspension: () =>
      toSuspension(
        cluster.get(KUSTOMIZATION, REF) as unknown as PresentedObject,
      ),
    /** As the portal does, for an hour. */
    suspendForAnHour: async ({ client } = cluster) => {
      const { definition } = PRESENTERS.find(
        presenter => presenter.definition.kind === REF.kind,
      )!;
      const until = new Date(clock.now() + HOUR_MS).toISOString();
      const target = { client, definition, ref: REF };
      await suspend(target, { by: 'user:default/ada', reason: 'x', until });
    },
    /** As `flux suspend` and `flux resume` do: only the field. */
    fluxSuspend: () => patchSpec({ suspend: true }),
    fluxResume: () => patchSpec({ suspend: false }),
    patchSpec,
    run: async () => {
      await settle();
      await timer.runOnce();
      await settle();
    },
    isSuspended: () =>
      (cluster.get(KUSTOMIZATION, REF).spec as { suspend?: boolean })
        .suspend === true,
    annotations: () =>
      Object.keys(
        cluster.get(KUSTOMIZATION, REF).metadata.annotations ?? {},
      ).filter(name => name.startsWith(PREFIX)),
    close: () => {
      timer.close();
      graph.close();
    },
  };
}

describe('SuspensionTimer', () => {
  let test: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    test = await start();
  });
  afterEach(() => test.close());

  it('resumes when the time has come and not before, and leaves no trace', async () => {
    await test.suspendForAnHour();
    await test.run();
    expect(test.isSuspended()).toBe(true);
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(false);
    expect(test.annotations()).toEqual([]);
  });

  it('does not undo a later flux suspend', async () => {
    await test.suspendForAnHour();
    await test.fluxResume();
    await test.fluxSuspend();
    await test.clock.advance(HOUR_MS);
    await test.run();
    await test.run();
    expect(test.isSuspended()).toBe(true);
    expect(test.annotations()).toEqual([]);
  });

  it('does not undo a later flux suspend when it has run in between', async () => {
    await test.suspendForAnHour();
    await test.fluxResume();
    await test.run();
    expect(test.annotations()).toEqual([]);
    await test.fluxSuspend();
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(true);
  });

  it('resumes although the spec was changed while suspended', async () => {
    await test.suspendForAnHour();
    await test.patchSpec({ path: './one' });
    await test.run();
    await test.patchSpec({ path: './two' });
    await test.run();
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(false);
  });

  it('leaves a suspension alone that flux has made', async () => {
    await test.fluxSuspend();
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(true);
    expect(test.cluster.patches).toHaveLength(1);
  });

  it('does not put a time on a suspension that flux has made', async () => {
    await test.fluxSuspend();
    await expect(test.suspendForAnHour()).rejects.toMatchObject({
      statement: { code: 'resumeFirst' },
    });
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(true);
    expect(test.cluster.patches).toHaveLength(1);
  });

  it('moves the time of its own suspension', async () => {
    await test.suspendForAnHour();
    await test.clock.advance(HOUR_MS / 2);
    await test.suspendForAnHour();
    await test.clock.advance(HOUR_MS / 2);
    await test.run();
    expect(test.isSuspended()).toBe(true);
    await test.clock.advance(HOUR_MS / 2);
    await test.run();
    expect(test.isSuspended()).toBe(false);
  });

  it.each([
    ['without a generation', undefined],
    ['of another generation', '7'],
    ['of no generation', 'one'],
  ])(
    'does not resume by a time left over from an earlier suspension, %s',
    async (_what, generation) => {
      await test.annotate({
        [UNTIL]: new Date(test.clock.now() - 1).toISOString(),
        ...(generation && { [`${PREFIX}generation`]: generation }),
      });
      await test.fluxSuspend();
      await test.run();
      await test.run();
      expect(test.isSuspended()).toBe(true);
      expect(test.annotations()).toEqual([]);
    },
  );

  it('does not resume an object that was made anew from a copy', async () => {
    await test.suspendForAnHour();
    const { metadata, ...copy } = test.cluster.get(KUSTOMIZATION, REF);
    test.cluster.remove({ metadata, ...copy });
    test.cluster.put({ ...copy, metadata: { ...metadata, generation: 1 } });
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(true);
    expect(test.annotations()).toEqual([]);
  });

  it('does what is due after a restart, of its own suspensions alone', async () => {
    await test.suspendForAnHour();
    await test.clock.advance(2 * HOUR_MS);
    await test.restarted().runOnce();
    expect(test.isSuspended()).toBe(false);
    await test.fluxSuspend();
    await settle();
    await test.restarted().runOnce();
    expect(test.isSuspended()).toBe(true);
  });

  it('resumes once when several replicas do it at the same time', async () => {
    await test.suspendForAnHour();
    await settle();
    await test.clock.advance(HOUR_MS);
    const before = test.cluster.patches.length;
    const replicas = [test.restarted(), test.restarted(), test.restarted()];
    await Promise.all(replicas.map(timer => timer.runOnce()));
    expect(test.cluster.patches).toHaveLength(before + 1);
    expect(test.isSuspended()).toBe(false);
  });

  it('does not resume what has changed since it was read', async () => {
    await test.suspendForAnHour();
    await settle();
    await test.clock.advance(HOUR_MS);
    // Not yet in the local copy.
    await test.fluxResume();
    await test.fluxSuspend();
    await test.restarted().runOnce();
    expect(test.isSuspended()).toBe(true);
  });

  it('does nothing while the local copy may be old', async () => {
    await test.suspendForAnHour();
    await settle();
    const before = test.cluster.patches.length;
    jest.spyOn(test.graph.clusters[0], 'isFresh').mockReturnValue(false);
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.cluster.patches).toHaveLength(before);
  });

  it('lets no cluster wait for one that does not answer', async () => {
    await test.suspendForAnHour();
    const other = new FakeCluster('other');
    other.put(kustomization('web'));
    test.registry.set(test.cluster.cluster, other.cluster);
    await settle();
    await test.suspendForAnHour(other);
    await settle();
    test.cluster.hangWrites();
    await test.clock.advance(HOUR_MS);
    void test.timer.runOnce();
    await settle();
    await test.timer.runOnce();
    const { spec } = other.get(KUSTOMIZATION, REF);
    expect(spec).toMatchObject({ suspend: false });
  });

  it("shows and writes the name in flux-operator's annotation, and takes it back", async () => {
    await test.suspendForAnHour();
    const { metadata } = test.cluster.get(KUSTOMIZATION, REF);
    expect(metadata.annotations?.[FLUX_BY]).toBe('user:default/ada');
    await test.fluxResume();
    await test.fluxSuspend();
    expect(test.suspension()).toEqual({ by: undefined });
    await test.run();
    expect(test.suspension()).toEqual({ by: undefined });
    await test.annotate({ [FLUX_BY]: 'grace' });
    expect(test.suspension()).toEqual({ by: 'grace' });
  });

  it('writes nothing when nothing is due', async () => {
    await test.suspendForAnHour();
    const before = test.cluster.patches.length;
    await test.run();
    await test.run();
    expect(test.cluster.patches).toHaveLength(before);
  });
});
