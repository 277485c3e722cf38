import type { HelmRelease } from '../types';
import { hasAttempted } from './hasAttempted';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function release(type: string, status: object): HelmRelease {
  const conditions = [{ type, status: 'True', reason: 'R', message: '' }];
  return { status: { conditions, ...status } } as unknown as HelmRelease;
}

describe('hasAttempted', () => {
  it.each([
    ['HelmChart', '1.0.0', { lastAttemptedRevision: '1.0.0' }, true],
    ['HelmChart', '1.0.1', { lastAttemptedRevision: '1.0.0' }, false],
    [
      'OCIRepository',
      `1.0.0@${DIGEST}`,
      { lastAttemptedRevisionDigest: DIGEST },
      true,
    ],
    [
      'OCIRepository',
      `1.0.0@${DIGEST}`,
      { lastAttemptedRevision: '1.0.0' },
      false,
    ],
    ['OCIRepository', DIGEST, { lastAttemptedRevisionDigest: DIGEST }, true],
    [
      'ExternalArtifact',
      `latest@${DIGEST}`,
      { lastAttemptedRevisionDigest: DIGEST },
      true,
    ],
    ['ExternalArtifact', '1.0.0', { lastAttemptedRevision: '1.0.0' }, true],
  ])('HR-5 knows %s %s', (kind, revision, status, expected) => {
    expect(hasAttempted(release('Ready', status), kind, revision)).toBe(
      expected,
    );
    expect(hasAttempted(release('Reconciling', status), kind, revision)).toBe(
      expected,
    );
    expect(hasAttempted(release('Stalled', status), kind, revision)).toBe(
      false,
    );
  });

  it('HR-3 has attempted nothing while it waits for its source', () => {
    const conditions = [
      { type: 'Reconciling', status: 'True', reason: 'Progressing' },
      { type: 'Ready', status: 'False', reason: 'SourceNotReady' },
    ];
    const status = { conditions, lastAttemptedRevision: '1.0.0' };
    const waiting = { status } as unknown as HelmRelease;
    expect(hasAttempted(waiting, 'HelmChart', '1.0.0')).toBe(false);
  });
});
