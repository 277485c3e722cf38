import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@backstage-gitops/kube';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  kustomization,
  KUSTOMIZATION,
  kustomizationRef,
} from '../../testing/objects';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS } from '../presenters';
import { suspend } from './setSuspended';
import { SuspensionTimer } from './SuspensionTimer';

const REF = kustomizationRef('web');
const HOUR_MS = 3_600_000;
const PREFIX = 'backstage-gitops.io/suspended-';

async function start() {
  const cluster = new FakeCluster();
  cluster.put(kustomization('web'));
  const clock = new FakeClock();
  const graph = new ObjectGraph({
    clusters: registryOf(cluster.cluster),
    presenters: PRESENTERS,
  });
  graph.start();
  await settle();
  const timer = new SuspensionTimer(graph, mockServices.logger.mock(), clock);
  const patchSpec = (spec: object) =>
    cluster.client.patch(KUSTOMIZATION, REF, { metadata: {}, spec });
  return {
    cluster,
    clock,
    /** As the portal does, for an hour. */
    suspendForAnHour: async () => {
      const { definition } = PRESENTERS.find(
        presenter => presenter.definition.kind === REF.kind,
      )!;
      const until = new Date(clock.now() + HOUR_MS).toISOString();
      const target = { client: cluster.client, definition, ref: REF };
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

  it('takes over a suspension that flux has made', async () => {
    await test.fluxSuspend();
    await test.suspendForAnHour();
    await test.clock.advance(HOUR_MS);
    await test.run();
    expect(test.isSuspended()).toBe(false);
  });

  it('writes nothing when nothing is due', async () => {
    await test.suspendForAnHour();
    const before = test.cluster.patches.length;
    await test.run();
    await test.run();
    expect(test.cluster.patches).toHaveLength(before);
  });
});
