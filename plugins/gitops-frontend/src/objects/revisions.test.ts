import { parseRevision } from '@backstage-gitops/plugin-gitops-common';
import { anApplier } from '../__testUtils__/fixtures';
import { wantedRevision } from './revisions';

const release = (stored: string) => ({
  ...anApplier(),
  revision: {
    applied: parseRevision('1.0.0'),
    attempted: parseRevision('1.0.0'),
  },
  source: {
    ...anApplier().source!,
    revision: { stored: parseRevision(stored) },
  },
});

describe('wantedRevision', () => {
  it('is the version of a newer chart', () => {
    expect(wantedRevision(release('1.1.0'))?.raw).toBe('1.1.0');
    expect(wantedRevision(release('1.0.0'))).toBeUndefined();
  });

  it('is not the digest of the artifact that holds the chart', () => {
    expect(wantedRevision(release('latest@sha256:a1b2c3'))).toBeUndefined();
  });
});
