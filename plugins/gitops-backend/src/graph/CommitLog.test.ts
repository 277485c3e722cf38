import type { GitRepository } from '@backstage-gitops/plugin-gitops-common';
import { CommitLog } from './CommitLog';

const SOURCE = {
  group: 'source.toolkit.fluxcd.io',
  kind: 'GitRepository',
  namespace: 'apps',
  name: 'demo',
};

function source(annotation: string): GitRepository {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: {
      name: 'demo',
      annotations: { 'backstage-gitops.io/commit': annotation },
    },
    spec: { interval: '1m', url: 'https://git' },
  };
}

describe('CommitLog', () => {
  it('remembers commits by revision, also after the source has moved on', () => {
    const log = new CommitLog();
    log.remember(
      SOURCE,
      source('{"revision":"main@sha1:a","title":"One\\nmore","author":"Ada"}'),
    );
    log.remember(SOURCE, source('{"revision":"main@sha1:b","title":"Two"}'));
    expect(log.get(SOURCE, 'main@sha1:a')).toEqual({
      title: 'One',
      author: 'Ada',
    });
    expect(log.get(SOURCE, 'main@sha1:b')).toEqual({ title: 'Two' });
  });

  it.each(['', 'no json', 'null', '[]', '{"title":"x"}', '{"revision":7}'])(
    'is not upset by %p',
    annotation => {
      const log = new CommitLog();
      expect(() => log.remember(SOURCE, source(annotation))).not.toThrow();
    },
  );

  it('does not let a source say what the revisions of another are', () => {
    const log = new CommitLog();
    log.remember(
      { ...SOURCE, namespace: 'elsewhere' },
      source('{"revision":"main@sha1:a","title":"Wrong"}'),
    );
    expect(log.get(SOURCE, 'main@sha1:a')).toBeUndefined();
  });

  it('forgets the oldest', () => {
    const log = new CommitLog();
    for (let i = 0; i <= 1000; i += 1) {
      log.remember(SOURCE, source(`{"revision":"r${i}","title":"t"}`));
    }
    expect(log.get(SOURCE, 'r0')).toBeUndefined();
    expect(log.get(SOURCE, 'r1000')).toBeDefined();
  });
});
