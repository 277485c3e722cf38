import {
  releaseNameOf,
  releaseNamespaceOf,
  storageNamespaceOf,
  timeoutOf,
  maxHistoryOf,
} from './releaseSpec';
import type { HelmReleaseSpec } from './types';

function release(spec: Partial<HelmReleaseSpec>, name = 'app') {
  return {
    metadata: { name, namespace: 'team' },
    spec: { interval: '10m', ...spec },
  };
}

describe('spec of a HelmRelease', () => {
  it.each([
    [{}, 'app'],
    [{ targetNamespace: 'prod' }, 'prod-app'],
    [{ targetNamespace: 'prod', releaseName: 'web' }, 'web'],
  ])('HR-1 names the release: %j → %s', (spec, name) => {
    expect(releaseNameOf(release(spec))).toBe(name);
  });

  it('TR-15 cuts a name of over 53 characters and ends it with its hash', () => {
    const name = 'a'.repeat(60);
    expect(releaseNameOf(release({}, 'b'.repeat(53)))).toBe('b'.repeat(53));
    expect(releaseNameOf(release({}, name))).toBe(
      `${'a'.repeat(40)}-11ee391211c6`,
    );
  });

  it('HR-1 takes the target and storage namespaces, else its own', () => {
    const spec = { targetNamespace: 'prod', storageNamespace: 'helm' };
    expect(releaseNamespaceOf(release(spec))).toBe('prod');
    expect(storageNamespaceOf(release(spec))).toBe('helm');
    expect(releaseNamespaceOf(release({}))).toBe('team');
    expect(storageNamespaceOf(release({}))).toBe('team');
  });

  it('HR-8 waits five minutes for an action, and keeps five revisions', () => {
    expect(timeoutOf(release({}), 'install')).toBe(300_000);
    expect(timeoutOf(release({ timeout: '1m' }), 'upgrade')).toBe(60_000);
    const spec = { timeout: '1m', test: { timeout: '10s' } };
    expect(timeoutOf(release(spec), 'test')).toBe(10_000);
    expect(maxHistoryOf(release({}))).toBe(5);
    expect(maxHistoryOf(release({ maxHistory: 0 }))).toBe(0);
  });
});
