import type { GitRepository } from '@backstage-gitops/plugin-gitops-common';
import { CommitLog } from './CommitLog';

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
      source('{"revision":"main@sha1:a","title":"One\\nmore","author":"Ada"}'),
    );
    log.remember(source('{"revision":"main@sha1:b","title":"Two"}'));
    expect(log.get('main@sha1:a')).toEqual({ title: 'One', author: 'Ada' });
    expect(log.get('main@sha1:b')).toEqual({ title: 'Two' });
  });

  it.each(['', 'no json', 'null', '[]', '{"title":"x"}', '{"revision":7}'])(
    'is not upset by %p',
    annotation => {
      const log = new CommitLog();
      expect(() => log.remember(source(annotation))).not.toThrow();
    },
  );

  it('forgets the oldest', () => {
    const log = new CommitLog();
    for (let i = 0; i <= 1000; i += 1) {
      log.remember(source(`{"revision":"r${i}","title":"t"}`));
    }
    expect(log.get('r0')).toBeUndefined();
    expect(log.get('r1000')).toBeDefined();
  });
});
