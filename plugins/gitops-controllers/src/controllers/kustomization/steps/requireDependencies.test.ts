import { kustomization } from '../testing/objects';
import type { ResolvedSource } from '../types';
import { whyNotReady } from './requireDependencies';

const source: ResolvedSource = {
  kind: 'GitRepository',
  namespace: 'ns',
  name: 'src',
  revision: 'main@sha1:b',
  artifact: {
    digest: 'sha256:b',
    lastUpdateTime: '2026-01-01T00:00:00Z',
    path: 'p',
    revision: 'main@sha1:b',
    url: 'http://x',
  },
};

const ready = (
  status: 'True' | 'False',
  lastAppliedRevision = 'main@sha1:b',
  observedGeneration = 1,
) => ({
  observedGeneration,
  lastAppliedRevision,
  conditions: [
    {
      type: 'Ready',
      status,
      reason: 'R',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
});

describe('whyNotReady', () => {
  it.each([
    ['no status', undefined, {}, "dependency 'ns/dep' is not ready"],
    ['Ready=False', ready('False'), {}, "dependency 'ns/dep' is not ready"],
    [
      'an old generation',
      ready('True', 'main@sha1:b', 0),
      {},
      "dependency 'ns/dep' is not ready",
    ],
    [
      'an old revision of the same source',
      ready('True', 'main@sha1:a'),
      {},
      "dependency 'ns/dep' revision is not up to date",
    ],
    [
      'an old revision of another source',
      ready('True', 'x'),
      { sourceRef: { kind: 'GitRepository' as const, name: 'other' } },
      undefined,
    ],
    ['the same revision', ready('True'), {}, undefined],
  ])('%s', (_what, status, spec, expected) => {
    const dependency = kustomization('dep', spec, { status });
    expect(whyNotReady(dependency, 'ns/dep', source)).toBe(expected);
  });
});
