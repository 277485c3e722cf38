import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  EntitySnapshot,
  GitOpsObject,
} from '@backstage-gitops/plugin-gitops-common';
import type { StreamObserver } from '../../api';
import {
  aDetail,
  aHiddenObject,
  anApplier,
  anOffer,
  aSnapshot,
  aSourceSummary,
} from '../../__testUtils__/fixtures';
import { aRefusal } from '../../__testUtils__/refusal';
import { showEntity } from '../../__testUtils__/showEntity';
import { EntityGitOpsContent } from './EntityGitOpsContent';

const show = (onFollow: (observer: StreamObserver) => void, path?: string) =>
  showEntity(<EntityGitOpsContent />, onFollow, { path });

const playing = (snapshot: EntitySnapshot) => (observer: StreamObserver) => {
  observer.onLive();
  observer.onSnapshot(snapshot);
  observer.onDetail(aDetail());
};

const withObjects = (...objects: GitOpsObject[]) => playing(aSnapshot(objects));

const redis = () => anApplier({ ref: { ...anApplier().ref, name: 'redis' } });

const panel = () => screen.getByRole('region');
const table = () => screen.getByRole('table', { name: 'GitOps objects' });
const query = () =>
  decodeURIComponent(screen.getByLabelText('query').textContent ?? '');

describe('EntityGitOpsContent without objects', () => {
  it('shows the layout while it loads', async () => {
    await show(() => {});
    expect(
      screen.getByRole('status', { name: 'Loading GitOps objects' }),
    ).toBeInTheDocument();
  });

  it('says why it keeps loading, until the first message comes', async () => {
    const api = await show(observer =>
      observer.onBroken(
        aRefusal(429, 'too many', {
          code: 'tooManyStreams',
          params: { limit: 8 },
        }),
      ),
    );
    expect(document.body).toHaveTextContent('You have 8 live views open');
    act(() => withObjects(anApplier())(api.observer));
    expect(document.body).not.toHaveTextContent('live views');
  });

  it('teaches how entity and object name each other', async () => {
    await show(withObjects());
    expect(
      screen.getByText('No GitOps object belongs to web yet'),
    ).toBeInTheDocument();
    for (const text of [
      'backstage-gitops.io/kustomization: apps/web',
      'backstage-gitops.io/entity: component:default/web',
      'backstage-gitops.io/git-repository',
      'backstage.io/kubernetes-id',
    ]) {
      expect(document.body).toHaveTextContent(text);
    }
  });

  it('names the permission and the owners when the caller is denied', async () => {
    await show(observer =>
      observer.onRefused(
        aRefusal(403, 'no', {
          code: 'permissionMissing',
          params: {
            permission: 'gitops.read',
            entityRef: 'component:default/web',
            owners: ['group:default/team'],
          },
        }),
      ),
    );
    expect(screen.getByText('You may not see this')).toBeInTheDocument();
    expect(document.body).toHaveTextContent(
      'You need the permission gitops.read on component:default/web, which is owned by group:default/team.',
    );
  });

  it('shows an error and tries again when asked', async () => {
    const api = await show(observer =>
      observer.onRefused(aRefusal(404, 'There is no entity')),
    );
    expect(document.body).toHaveTextContent('There is no entity');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(api.followed).toHaveLength(2);
  });

  it('names a reference that leads nowhere and a cluster with a problem', async () => {
    await show(
      playing(
        aSnapshot([], {
          unresolved: [
            {
              annotation: 'backstage-gitops.io/kustomization',
              reference: 'prod/apps/web',
              kind: 'Kustomization',
              statement: {
                code: 'objectNotReadYet',
                params: { clusters: ['prod'] },
              },
            },
          ],
          clusters: [
            {
              name: 'prod',
              isReachable: false,
              problems: [
                { code: 'clusterNotAnswering', params: { message: '' } },
              ],
            },
          ],
        }),
      ),
    );
    expect(document.body).toHaveTextContent(
      'Kustomization prod/apps/web: Not found yet; no answer so far from prod.',
    );
    expect(document.body).toHaveTextContent(
      'prod: The cluster has not answered yet.',
    );
  });
});

describe('EntityGitOpsContent', () => {
  it('opens the first object with its tree and commit, without a step in the history', async () => {
    const api = await show(withObjects(anApplier(), redis()));
    expect(panel()).toHaveAccessibleName('Kustomization apps/web');
    expect(panel()).toHaveTextContent('“Say hello” · Ada');
    expect(panel()).toHaveTextContent('3 objects healthy');
    expect(within(panel()).getByText('web-a')).toBeInTheDocument();
    expect(within(panel()).getByText('1/2 ready')).toBeInTheDocument();
    expect(within(panel()).getByText('values hidden')).toBeInTheDocument();
    expect(query()).toBe('');
    expect(api.followed.at(-1)?.[1]).toEqual(anApplier().ref);
  });

  it('keeps the first object open when the order of the list changes', async () => {
    const api = await show(withObjects(anApplier(), redis()));
    act(() => withObjects(redis(), anApplier())(api.observer));
    expect(panel()).toHaveAccessibleName('Kustomization apps/web');
    act(() => withObjects(redis())(api.observer));
    expect(panel()).toHaveAccessibleName('Kustomization apps/redis');
  });

  it('opens an object by click, in the URL', async () => {
    await show(withObjects(anApplier(), redis()));
    await userEvent.click(screen.getByRole('button', { name: 'apps/redis' }));
    expect(panel()).toHaveAccessibleName('Kustomization apps/redis');
    expect(query()).toContain(
      'object=demo/kustomize.toolkit.fluxcd.io/Kustomization/apps/redis',
    );
  });

  it('opens what the URL says: object, section and filter', async () => {
    await show(
      withObjects(anApplier(), redis()),
      '/?object=demo/kustomize.toolkit.fluxcd.io/Kustomization/apps/web&view=conditions&search=redis',
    );
    expect(table()).not.toHaveTextContent('apps/web');
    expect(screen.getByRole('tab', { selected: true })).toHaveTextContent(
      'Conditions',
    );
    expect(panel()).toHaveTextContent('The last run succeeded.');
    expect(panel()).toHaveTextContent('GitRepository web-source, its source');
  });

  it('says when the object in the URL does not belong to the entity', async () => {
    await show(withObjects(anApplier()), '/?object=demo/g/Widget/apps/gone');
    expect(document.body).toHaveTextContent(
      'Widget apps/gone does not belong to this entity',
    );
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('follows changes without a reload and says since when it is stale', async () => {
    const api = await show(withObjects(anApplier()));
    expect(screen.getByText('live')).toBeInTheDocument();
    act(() => {
      api.observer.onSnapshot(
        aSnapshot([
          anApplier({
            state: 'Failed',
            statement: { code: 'applyFailed', params: { message: 'quota' } },
            willRetry: false,
          }),
        ]),
      );
      api.observer.onBroken(new Error('connection lost'));
    });
    expect(panel()).toHaveTextContent(
      'The manifests cannot be applied: quota It will not retry until the spec changes.',
    );
    expect(document.body).toHaveTextContent(/stale since \d+ s, reconnecting/);
    act(() => api.observer.onLive());
    expect(screen.getByText('live')).toBeInTheDocument();
  });

  it('says since when a cluster is stale', async () => {
    const staleSince = new Date(Date.now() - 3 * 60_000).toISOString();
    const problems = [{ code: 'clusterStale', params: {} }] as const;
    await show(
      playing(
        aSnapshot([anApplier({ state: 'Unknown' })], {
          clusters: [
            { name: 'demo', isReachable: false, staleSince, problems },
          ],
        }),
      ),
    );
    expect(document.body).toHaveTextContent('stale since 3 min');
    expect(document.body).toHaveTextContent(
      'demo: The cluster does not answer; what is shown is old.',
    );
  });

  it('says in words that nothing new arrives when only the source fails', async () => {
    const source = aSourceSummary({
      state: 'Failed',
      statement: { code: 'fetchFailed', params: { message: 'refused' } },
    });
    await show(withObjects(anApplier({ source })));
    const sentence = 'Nothing new arrives. The origin cannot be read: refused';
    expect(table()).toHaveTextContent(sentence);
    expect(panel()).toHaveTextContent(sentence);
  });

  it('shows what the controller wrote below the sentence of a failure', async () => {
    await show(
      withObjects(
        anApplier({
          state: 'Failed',
          statement: { code: 'pathNotFound', params: {} },
          reason: 'ArtifactFailed',
          message: 'kustomization path not found: stat /apps: no such file',
        }),
      ),
    );
    expect(
      within(panel()).getByText(
        'ArtifactFailed: kustomization path not found: stat /apps: no such file',
      ),
    ).toBeInTheDocument();
  });

  it('filters by text in the URL, and says when nothing is left', async () => {
    await show(withObjects(anApplier(), redis()));
    await userEvent.type(screen.getByLabelText('Search'), 'redis');
    await waitFor(() => expect(table()).not.toHaveTextContent('apps/web'));
    expect(table()).toHaveTextContent('apps/redis');
    expect(query()).toBe('?search=redis');
    await userEvent.type(screen.getByLabelText('Search'), 'x');
    expect(
      await screen.findByText('No object matches the filters.'),
    ).toBeInTheDocument();
  });

  it('filters by state', async () => {
    await show(withObjects({ ...anApplier(), state: 'Failed' }, redis()));
    await userEvent.selectOptions(screen.getByLabelText('State'), 'Failed');
    expect(table()).not.toHaveTextContent('apps/redis');
  });

  it('shows an object of a kind without a view by its role', async () => {
    const ref = { ...anApplier().ref, kind: 'Widget', group: 'example.org' };
    await show(
      withObjects({
        ...anApplier({ inventory: undefined, source: undefined }),
        ...aSourceSummary({ ref, facts: [{ code: 'type', value: 'round' }] }),
      }),
    );
    expect(panel()).toHaveTextContent('Holdsmain @ a1b2c3d');
    expect(panel()).toHaveTextContent('Typeround');
    expect(screen.queryByRole('tab', { name: 'Tree' })).toBeNull();
  });

  it('says that the health of objects on an unknown target is unknown', async () => {
    const statement = { code: 'targetUnknown', params: {} } as const;
    const counts = { healthy: 0, progressing: 0, failed: 0 };
    await show(observer => {
      observer.onSnapshot(
        aSnapshot([
          anApplier({
            target: { statement },
            inventory: { health: { total: 3, unknown: 3, ...counts } },
          }),
        ]),
      );
      observer.onDetail(aDetail({ tree: [], treeStatement: statement }));
    });
    expect(panel()).toHaveTextContent('3 objects, health unknown');
    expect(screen.getByRole('tabpanel')).toHaveTextContent(
      'the portal does not know which',
    );
    expect(screen.getByRole('tabpanel')).not.toHaveTextContent(
      'Nothing has been applied',
    );
  });
});

describe('EntityGitOpsContent of an object that does not agree', () => {
  it('shows its name only, what to add to it, and who owns the entity', async () => {
    await show(observer => observer.onSnapshot(aSnapshot([aHiddenObject()])));
    expect(panel()).toHaveTextContent('so only its name is shown');
    expect(panel()).toHaveTextContent(
      'Whoever owns Kustomization apps/web can add to it:',
    );
    expect(panel()).toHaveTextContent(
      'backstage-gitops.io/entity: component:default/web',
    );
    expect(within(panel()).getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/group/team',
    );
    expect(screen.queryByRole('tab')).toBeNull();
    expect(
      within(panel()).queryByRole('button', { name: /Reconcile/ }),
    ).toBeNull();
  });

  it('shows no manifest of one that only shares an id', async () => {
    const statement = {
      code: 'sharedIdOnly',
      params: {
        annotation: 'backstage-gitops.io/entity',
        value: 'component:default/web',
      },
    } as const;
    const object = anApplier({
      match: {
        origin: 'workload-label',
        isNamedByEntity: false,
        isAgreedByObject: false,
        statement,
      },
    });
    await show(observer => {
      observer.onSnapshot(aSnapshot([object]));
      observer.onDetail(aDetail({ manifest: undefined }));
    }, '/?view=yaml');
    expect(screen.getByRole('tabpanel')).toHaveTextContent(
      'The manifest is not shown.',
    );
    expect(panel()).toHaveTextContent(
      'It was found by an id that any entity can claim',
    );
  });
});

describe('Actions of EntityGitOpsContent', () => {
  const entity = { kind: 'component', namespace: 'default', name: 'web' };

  it('ask for a run by button and by key', async () => {
    const api = await show(withObjects(anApplier()));
    await userEvent.click(screen.getByRole('button', { name: 'Reconcile' }));
    expect(api.requestAction).toHaveBeenLastCalledWith(
      entity,
      anApplier().ref,
      { action: 'reconcile' },
    );
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Reconcile' })).toBeEnabled(),
    );
    expect(api.toast).toHaveBeenCalledWith(
      expect.objectContaining({ title: 'Asked for a run of web.' }),
    );
    fireEvent.keyDown(document.body, { key: 'r' });
    await waitFor(() => expect(api.requestAction).toHaveBeenCalledTimes(2));
  });

  it('suspend with a reason only, and say what will happen to how many objects', async () => {
    const api = await show(withObjects(anApplier()));
    await userEvent.click(screen.getByRole('button', { name: 'Suspend…' }));
    const dialog = screen.getByRole('dialog', { name: 'Suspend web?' });
    expect(dialog).toHaveTextContent(
      'The 3 objects that it has applied keep running',
    );
    const confirm = within(dialog).getByRole('button', { name: 'Suspend' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText(/Why/), 'Black Friday');
    await userEvent.click(confirm);
    expect(api.requestAction).toHaveBeenCalledWith(entity, anApplier().ref, {
      action: 'suspend',
      reason: 'Black Friday',
      until: undefined,
    });
  });

  it('resume, and show who suspended and why', async () => {
    const api = await show(
      withObjects(
        anApplier({
          state: 'Suspended',
          suspension: { by: 'user:default/ada', reason: 'Black Friday' },
        }),
      ),
    );
    expect(panel()).toHaveTextContent('ada suspended it: “Black Friday”');
    await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
    expect(api.requestAction).toHaveBeenCalledWith(entity, anApplier().ref, {
      action: 'resume',
    });
    fireEvent.keyDown(document.body, { key: 'r' });
    expect(api.requestAction).toHaveBeenCalledTimes(1);
  });

  it('name the permission and the owner on a button that may not be pressed', async () => {
    const actions = anOffer(['reconcile'], {
      isAllowed: false,
      deniedBy: 'permission',
    });
    const api = await show(withObjects(anApplier({ actions })));
    expect(
      screen.getByRole('button', {
        name: 'Reconcile (You need the permission gitops.reconcile on component:default/web, which is owned by group:default/team.)',
      }),
    ).toBeDisabled();
    expect(panel()).toHaveTextContent(
      'You need gitops.reconcile to act on it. The entity is owned by team.',
    );
    fireEvent.keyDown(document.body, { key: 'r' });
    expect(api.requestAction).not.toHaveBeenCalled();
  });

  it('are not there where the kind offers none', async () => {
    await show(withObjects(anApplier({ actions: [] })));
    expect(
      within(panel()).queryByRole('button', { name: /Reconcile/ }),
    ).toBeNull();
  });

  it('say why a request was refused', async () => {
    const api = await show(withObjects(anApplier()));
    api.requestAction.mockRejectedValue(
      aRefusal(409, 'conflict', {
        code: 'resumeFirst',
        params: { object: 'GitRepository/apps/web-source' },
      }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Reconcile with source' }),
    );
    await waitFor(() =>
      expect(api.toast).toHaveBeenCalledWith({
        title: 'GitRepository apps/web-source is suspended. Resume it first.',
        status: 'danger',
      }),
    );
  });
});

describe('Keys of EntityGitOpsContent', () => {
  const press = (key: string, target: Element = document.body) =>
    fireEvent.keyDown(target, { key });
  const opener = (name: string) => screen.getByRole('button', { name });

  it('move through the rows and open one', async () => {
    await show(withObjects(anApplier(), redis()));
    press('ArrowDown');
    expect(opener('apps/web')).toHaveFocus();
    press('ArrowUp', opener('apps/web'));
    expect(opener('apps/web')).toHaveFocus();
    press('ArrowDown', opener('apps/web'));
    expect(opener('apps/redis')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(panel()).toHaveAccessibleName('Kustomization apps/redis');
  });

  it('search, and show the help', async () => {
    await show(withObjects(anApplier()));
    press('/');
    expect(screen.getByLabelText('Search')).toHaveFocus();
    (document.activeElement as HTMLElement).blur();
    press('?');
    expect(screen.getByRole('dialog', { name: 'Keys' })).toHaveTextContent(
      'Reconcile the open object',
    );
  });
});
