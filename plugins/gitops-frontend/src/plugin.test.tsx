import { isGitOpsAvailable } from './isGitOpsAvailable';
import * as legacy from './legacy';
import plugin from './index';

const entity = (kind: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'x' },
});

describe('plugin', () => {
  it('offers the API, the tab and the card to the new frontend system', () => {
    for (const id of [
      'api:gitops',
      'entity-content:gitops',
      'entity-card:gitops',
    ] as const) {
      expect(plugin.getExtension(id)).toBeDefined();
    }
  });

  it('offers the same to the legacy frontend system', () => {
    expect(legacy.gitopsPlugin.getId()).toBe('gitops');
    expect(legacy.EntityGitOpsContent).toBeInstanceOf(Function);
    expect(legacy.EntityGitOpsCard).toBeInstanceOf(Function);
  });

  it.each([
    ['Component', true],
    ['system', true],
    ['User', false],
    ['Location', false],
  ])('is there for %s: %p', (kind, isThere) => {
    expect(isGitOpsAvailable(entity(kind))).toBe(isThere);
  });
});
