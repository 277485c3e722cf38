import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import { kustomization, kustomizationRef } from '../../testing/objects';
import { ObjectGraph } from '../graph/ObjectGraph';
import { PRESENTERS, type Presenter } from '../presenters';
import { offeredActions } from './offeredActions';

async function actionsOf(presenters: readonly Presenter[]) {
  const fake = new FakeCluster();
  fake.put(kustomization('web'));
  const graph = new ObjectGraph({
    clusters: registryOf(fake.cluster),
    presenters,
  });
  graph.start();
  await settle();
  const node = graph.clusters[0].find(kustomizationRef('web'));
  const actions = node && offeredActions(node);
  graph.close();
  return actions;
}

const isApplier = ({ role }: Presenter) => role === 'applier';

describe('offeredActions', () => {
  it('offers to ask the source too, in the order of the buttons', async () => {
    expect(await actionsOf(PRESENTERS)).toEqual([
      'reconcile',
      'reconcile-with-source',
      'suspend',
      'resume',
    ]);
  });

  it('leaves the source out where the portal does not know its kind', async () => {
    expect(await actionsOf(PRESENTERS.filter(isApplier))).toEqual([
      'reconcile',
      'suspend',
      'resume',
    ]);
  });
});
