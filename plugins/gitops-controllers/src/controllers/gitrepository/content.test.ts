import { isSameContent } from './content';
import type { Artifact, GitRepository } from './types';

const artifact = (digest: string): Artifact => ({
  digest,
  revision: 'main@sha1:1',
  path: 'p',
  url: 'u',
  lastUpdateTime: '2026-01-01T00:00:00Z',
});
const spec: GitRepository['spec'] = {
  url: 'https://example.com/a',
  interval: '1m',
  ignore: '*.md',
  sparseCheckout: ['deploy'],
  recurseSubmodules: true,
  include: [{ repository: { name: 'lib' } }],
};
const status: GitRepository['status'] = {
  observedIgnore: '*.md',
  observedSparseCheckout: ['deploy'],
  observedRecurseSubmodules: true,
  observedInclude: [{ repository: { name: 'lib' } }],
  includedArtifacts: [artifact('sha256:1')],
};
const includes = [artifact('sha256:1')];

describe('SC-25 isSameContent', () => {
  it('is true while nothing that shapes the artifact has changed', () => {
    expect(isSameContent({ spec, status }, includes)).toBe(true);
    const bare = { url: spec.url, interval: '1m' };
    expect(isSameContent({ spec: bare }, [])).toBe(true);
    expect(
      isSameContent({ spec: { ...bare, recurseSubmodules: false } }, []),
    ).toBe(true);
  });

  it.each<[string, Partial<GitRepository['spec']>]>([
    ['ignore', { ignore: '' }],
    ['sparseCheckout', { sparseCheckout: ['deploy', 'base'] }],
    ['recurseSubmodules', { recurseSubmodules: false }],
    ['include', { include: [{ repository: { name: 'lib' }, toPath: 'x' }] }],
  ])('is false after a change of %s', (_, change) => {
    expect(
      isSameContent({ spec: { ...spec, ...change }, status }, includes),
    ).toBe(false);
  });

  it('is false after an included repository has changed', () => {
    expect(isSameContent({ spec, status }, [artifact('sha256:2')])).toBe(false);
  });
});
