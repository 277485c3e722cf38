import { trackDigest } from './trackDigest';

const HEX = 'c'.repeat(64);
const DIGEST = `sha256:${HEX}`;

describe('trackDigest', () => {
  it.each([
    ['1.0.0', `1.0.0@${DIGEST}`, '1.0.0+cccccccccccc', DIGEST],
    [
      'v1.2.3-rc.1+old',
      `1.2.3-rc.1@${DIGEST}`,
      '1.2.3-rc.1+cccccccccccc',
      DIGEST,
    ],
    ['1.0.0+a', `1.0.0_b@${DIGEST}`, '1.0.0+cccccccccccc', DIGEST],
    ['1.0', `v1@${DIGEST}`, '1.0.0+cccccccccccc', DIGEST],
    ['1.0.0', `latest@${DIGEST}`, '1.0.0+cccccccccccc', `latest@${DIGEST}`],
    ['1.0.0', DIGEST, '1.0.0+cccccccccccc', DIGEST],
  ])(
    'HR-4 HR-5 puts the digest into %s of %s',
    (chart, revision, version, ociDigest) => {
      expect(trackDigest(chart, revision)).toEqual({ version, ociDigest });
    },
  );

  it.each([
    [
      '1.0.0',
      `3.0.0@${DIGEST}`,
      'artifact revision 3.0.0 does not match chart version 1.0.0',
    ],
    [
      '1.0.0',
      `1.0.0-rc.1@${DIGEST}`,
      'artifact revision 1.0.0-rc.1 does not match chart version 1.0.0',
    ],
    [
      '1.0.0',
      `1.0.0@${DIGEST}@x`,
      'artifact revision 1.0.0 does not match chart version 1.0.0',
    ],
    [
      '1.0.0',
      '1.0.0',
      'artifact revision 1.0.0 does not match chart version 1.0.0',
    ],
    ['1.0.0', 'latest', 'invalid artifact revision latest'],
    ['1.0.0', 'sha256:short', 'invalid artifact revision sha256:short'],
    ['1.0.0', '1.0.0@sha256:short', 'invalid artifact revision sha256:short'],
    ['one', `latest@${DIGEST}`, 'invalid chart version one'],
  ])('HR-4 refuses %s of %s', (chart, revision, message) => {
    expect(() => trackDigest(chart, revision)).toThrow(
      expect.objectContaining({ name: 'ChartVersionError', message }),
    );
  });
});
