import { helmReleasePresenter } from '../presenters/helmRelease';
import type { PresentedNode } from '../graph/ClusterGraph';
import { stateRevision, toRevisions } from './toRevisions';

it('reads the version of a release with its chart, and compares it without', () => {
  const object = {
    spec: {},
    status: {
      history: [
        { status: 'deployed', chartName: 'web', chartVersion: '1.0.0' },
        { status: 'superseded', chartName: 'web', chartVersion: '0.9.0' },
      ],
      lastAttemptedRevision: '1.0.0',
    },
  };
  // The other fields are not read.
  const node = { presenter: helmReleasePresenter, object, cluster: {} };
  const revisions = toRevisions(node as unknown as PresentedNode, undefined);
  expect(revisions?.applied).toMatchObject({ raw: '1.0.0', ref: 'web 1.0.0' });
  expect(revisions?.attempted?.raw).toBe('1.0.0');
  expect(stateRevision(revisions)).toEqual({
    code: 'appliesRevision',
    params: { revision: 'web 1.0.0' },
  });
});
