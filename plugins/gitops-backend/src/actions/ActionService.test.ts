import { mockServices } from '@backstage/backend-test-utils';
import { ApiError } from '@backstage-gitops/kube';
import type { ActionName } from '@backstage-gitops/plugin-gitops-common';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  agreeingTo,
  component,
  kustomization,
  KUSTOMIZATION,
  kustomizationRef,
} from '../../testing/objects';
import type { ActionLog } from '../database/ActionLog';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS } from '../presenters';
import { ActionService } from './ActionService';

const CANARY = 'c4n4ry-1';
const REF = kustomizationRef('web');

async function start() {
  const cluster = new FakeCluster();
  cluster.put(
    kustomization('web', agreeingTo('web'), {
      postBuild: { substitute: { password: CANARY } },
    }),
  );
  const graph = new ObjectGraph({
    clusters: registryOf(cluster.cluster),
    presenters: PRESENTERS,
  });
  graph.start();
  await settle();
  const append = jest.fn(async (..._record: unknown[]) => {});
  const logger = mockServices.logger.mock();
  const service = new ActionService(
    { graph, presenters: PRESENTERS, agreements: [], targetRules: [] },
    { append } as unknown as ActionLog,
    logger,
  );
  const caller = {
    entity: component('web', {
      'backstage-gitops.io/kustomization': 'apps/web',
    }),
    userEntityRef: 'user:default/ada',
    permissions: new Set<string>(),
  };
  return {
    cluster,
    append,
    logger,
    perform: (action: ActionName) =>
      service.perform({
        caller,
        ref: REF,
        action,
        suspension: { reason: 'x' },
      }),
    spec: () => cluster.get(KUSTOMIZATION, REF).spec,
    close: () => graph.close(),
  };
}

describe('ActionService', () => {
  let test: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    test = await start();
  });
  afterEach(() => test.close());

  it('has done what it answers, and records it', async () => {
    await test.perform('suspend');
    expect(test.spec()).toMatchObject({ suspend: true });
    expect(test.append).toHaveBeenCalledWith(
      REF,
      expect.objectContaining({ action: 'suspend', outcome: 'requested' }),
    );
  });

  it('asks the cluster whether the object still agrees', async () => {
    // Not yet in the local copy.
    test.cluster.put(kustomization('web'));
    await expect(test.perform('suspend')).rejects.toMatchObject({
      statement: { code: 'notAgreed' },
    });
    expect(test.spec()).not.toHaveProperty('suspend');
  });

  it('does not find an object that has just been deleted', async () => {
    test.cluster.remove(kustomization('web'));
    await expect(test.perform('reconcile')).rejects.toMatchObject({
      statement: { code: 'objectNotOfEntity' },
    });
  });

  it('repeats no secret that the cluster quotes, neither to the caller nor in the record', async () => {
    test.cluster.refuseWrites(
      new ApiError(422, 'Invalid', `spec: Invalid value: "${CANARY}"`),
    );
    await expect(test.perform('suspend')).rejects.toThrow(
      'spec: Invalid value: "***"',
    );
    expect(test.append).toHaveBeenCalledWith(
      REF,
      expect.objectContaining({
        outcome: 'failed',
        message: 'spec: Invalid value: "***"',
      }),
    );
  });

  it('does not call an action failed whose record cannot be written, but logs it', async () => {
    test.append.mockRejectedValue(new Error('no database'));
    await test.perform('suspend');
    expect(test.spec()).toMatchObject({ suspend: true });
    expect(test.logger.error).toHaveBeenCalledWith(
      'cannot record an action',
      expect.objectContaining({ error: 'Error: no database' }),
    );
  });

  it('says why an action failed also when that cannot be recorded', async () => {
    test.append.mockRejectedValue(new Error('no database'));
    test.cluster.refuseWrites(new ApiError(403, 'Forbidden', 'may not'));
    await expect(test.perform('suspend')).rejects.toThrow('may not');
  });
});
