import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { gitopsApiRef, type StreamObserver } from '../../api';
import { FakeGitOpsApi } from '../../testing/FakeGitOpsApi';
import { aDelivery, aDetail, aSnapshot } from '../../testing/fixtures';
import { EntityGitOpsContent } from './EntityGitOpsContent';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'web' },
};

async function show(onFollow: (observer: StreamObserver) => void) {
  const api = new FakeGitOpsApi(onFollow);
  await renderInTestApp(
    <TestApiProvider apis={[[gitopsApiRef, api]]}>
      <EntityProvider entity={entity}>
        <EntityGitOpsContent />
      </EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
  return api;
}

const withSnapshot =
  (...deliveries: ReturnType<typeof aDelivery>[]) =>
  (observer: StreamObserver) => {
    observer.onLive();
    observer.onSnapshot(aSnapshot(deliveries));
    observer.onDetail(aDetail());
  };

function refusal(name: string, message: string): Error {
  const cause = new Error(message);
  cause.name = name;
  return Object.assign(new Error('Request failed'), {
    name: 'ResponseError',
    cause,
    body: {
      request: { method: 'GET', url: '/' },
      response: { statusCode: 400 },
    },
  });
}

describe('EntityGitOpsContent', () => {
  it('shows the layout while it loads', async () => {
    await show(() => {});
    expect(screen.getByLabelText('Loading deliveries')).toBeInTheDocument();
  });

  it('teaches the annotation when nothing delivers the entity', async () => {
    await show(withSnapshot());
    expect(
      screen.getByText('Nothing delivers web from Git yet'),
    ).toBeInTheDocument();
    expect(document.body).toHaveTextContent(
      'backstage-gitops.io/kustomization: apps/web',
    );
  });

  it('says what is missing when the caller is denied', async () => {
    await show(observer =>
      observer.onRefused(
        refusal('NotAllowedError', 'You need the permission gitops.read'),
      ),
    );
    expect(screen.getByText('You may not see this')).toBeInTheDocument();
    expect(
      screen.getByText('You need the permission gitops.read'),
    ).toBeInTheDocument();
  });

  it('shows an error and tries again when asked', async () => {
    const api = await show(observer =>
      observer.onRefused(refusal('InputError', '"x" is not of the form')),
    );
    expect(document.body).toHaveTextContent('"x" is not of the form');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(api.followed).toHaveLength(2);
  });

  it('opens the first delivery with its tree and commit', async () => {
    await show(withSnapshot(aDelivery()));
    const panel = screen.getByRole('region', { name: /apps\/web/ });
    expect(panel).toHaveTextContent('“Say hello” · Ada');
    expect(panel).toHaveTextContent('3 objects healthy');
    expect(within(panel).getByText('web-a')).toBeInTheDocument();
    expect(within(panel).getByText('values hidden')).toBeInTheDocument();
  });

  it('follows changes without a reload and says when the picture is old', async () => {
    const api = await show(withSnapshot(aDelivery()));
    expect(screen.getByText('live')).toBeInTheDocument();
    act(() => {
      api.observer.onSnapshot(
        aSnapshot([
          aDelivery({ state: 'Failed', sentence: 'The manifests are wrong.' }),
        ]),
      );
      api.observer.onBroken();
    });
    expect(screen.getAllByText('The manifests are wrong.')).not.toHaveLength(0);
    expect(document.body).toHaveTextContent(/stale since/);
    act(() => api.observer.onLive());
    expect(screen.getByText('live')).toBeInTheDocument();
  });

  it('says in words that new commits do not arrive when only the source fails', async () => {
    const delivery = aDelivery();
    await show(
      withSnapshot({
        ...delivery,
        source: {
          ...delivery.source!,
          state: 'Failed',
          sentence: 'Git cannot be read: connection refused.',
        },
      }),
    );
    expect(
      screen.getAllByText(
        'New commits do not arrive: Git cannot be read: connection refused.',
      ),
    ).not.toHaveLength(0);
  });

  it('asks for a run by button and by key', async () => {
    const api = await show(withSnapshot(aDelivery()));
    await userEvent.click(screen.getByRole('button', { name: 'Reconcile' }));
    expect(api.reconcile).toHaveBeenLastCalledWith(
      expect.objectContaining({ name: 'web' }),
      aDelivery().ref,
      { withSource: false },
    );
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Reconcile' })).toBeEnabled(),
    );
    fireEvent.keyDown(document.body, { key: 'r' });
    await waitFor(() => expect(api.reconcile).toHaveBeenCalledTimes(2));
  });

  it('suspends with a reason only, and says what will happen to how many objects', async () => {
    const api = await show(withSnapshot(aDelivery()));
    await userEvent.click(screen.getByRole('button', { name: 'Suspend…' }));
    const dialog = screen.getByRole('dialog', { name: 'Suspend web?' });
    expect(dialog).toHaveTextContent(
      'The 3 objects it has applied keep running',
    );
    const confirm = within(dialog).getByRole('button', { name: 'Suspend' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText(/Why/), 'Black Friday');
    await userEvent.click(confirm);
    expect(api.suspend).toHaveBeenCalledWith(
      expect.anything(),
      aDelivery().ref,
      { reason: 'Black Friday', until: undefined },
    );
  });

  it('shows who suspended and why, and resumes', async () => {
    const api = await show(
      withSnapshot(
        aDelivery({
          state: 'Suspended',
          suspension: { by: 'user:default/ada', reason: 'Black Friday' },
        }),
      ),
    );
    expect(screen.getByRole('region')).toHaveTextContent(
      'ada suspended it: “Black Friday”',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
    expect(api.resume).toHaveBeenCalled();
  });

  it('names the permission and the owner on a button that may not be pressed', async () => {
    await show(observer =>
      observer.onSnapshot(
        aSnapshot([aDelivery()], {
          allowed: { reconcile: false, suspend: false },
        }),
      ),
    );
    expect(
      screen.getByRole('button', {
        name: 'Reconcile (You need the permission gitops.reconcile. This is owned by group:default/team.)',
      }),
    ).toBeDisabled();
  });

  it('filters by text and says when nothing is left', async () => {
    const other = aDelivery();
    await show(
      withSnapshot(aDelivery(), {
        ...other,
        ref: { ...other.ref, name: 'redis' },
      }),
    );
    const table = () => screen.getByRole('table', { name: 'Deliveries' });
    await userEvent.type(screen.getByLabelText('Search'), 'redis');
    await waitFor(() => expect(table()).not.toHaveTextContent('apps/web'));
    expect(table()).toHaveTextContent('apps/redis');
    await userEvent.type(screen.getByLabelText('Search'), 'x');
    expect(
      await screen.findByText('No delivery matches the filters.'),
    ).toBeInTheDocument();
  });

  it('tells of an annotation that leads nowhere', async () => {
    await show(observer =>
      observer.onSnapshot(
        aSnapshot([], {
          missing: [
            { ref: aDelivery().ref, sentence: 'There is no Kustomization.' },
          ],
        }),
      ),
    );
    expect(document.body).toHaveTextContent('There is no Kustomization.');
  });
});
