/** @jest-environment node */
import { parseJson } from './json/readJson';
import { readRelease } from './readRelease';
import { snapshotDigest } from './snapshotDigest';
import { valuesDigest } from './valuesDigest';
import { readValues } from '@backstage-gitops/helm';

/** What the real helm-controller recorded of two releases. */
const UPGRADED = {
  name: 'badobj',
  version: 3,
  info: {
    first_deployed: '2026-11-21T03:15:46.99609558Z',
    last_deployed: '2026-11-21T03:26:12.673731117Z',
    deleted: '',
    description: 'Upgrade complete',
    status: 'deployed',
  },
  chart: {
    metadata: {
      name: 'web',
      version: '1.1.0',
      apiVersion: 'v2',
      appVersion: '9.9',
    },
  },
  config: { badobj: false },
  manifest:
    '---\n# Source: web/templates/cm.yaml\napiVersion: v1\ndata:\n  msg: hello\n  "n": null\n  rev: "3"\nkind: ConfigMap\nmetadata:\n  labels:\n    chart: web-1.1.0\n    helm.toolkit.fluxcd.io/name: badobj\n    helm.toolkit.fluxcd.io/namespace: hr-one\n  name: badobj\n\n',
  namespace: 'hr-one',
};
const LABELS =
  '    helm.toolkit.fluxcd.io/name: hooks\n    helm.toolkit.fluxcd.io/namespace: hr-one\n';
const HOOKED = {
  name: 'hooks',
  version: 1,
  info: {
    first_deployed: '2026-11-21T03:34:13.187227716Z',
    last_deployed: '2026-11-21T03:34:13.187227716Z',
    description: 'Install complete',
    status: 'deployed',
    notes: 'Notes <hooks> & done\n',
  },
  chart: {
    metadata: {
      name: 'web',
      version: '1.2.0',
      apiVersion: 'v2',
      appVersion: '9.9',
    },
  },
  config: {
    msg: 'a<b>&c é',
    hook: true,
    f: 1.5,
    e: 1e25,
    big: 12345678901234,
  },
  manifest: `---\n# Source: web/templates/cm.yaml\napiVersion: v1\ndata:\n  msg: a<b>&c é\n  "n": null\n  rev: "1"\nkind: ConfigMap\nmetadata:\n  labels:\n    chart: web-1.2.0\n${LABELS}  name: hooks\n\n`,
  hooks: [
    {
      name: 'hooks-pre',
      kind: 'ConfigMap',
      path: 'web/templates/pre.yaml',
      manifest: `apiVersion: v1\ndata:\n  a: <b>&\nkind: ConfigMap\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install,pre-upgrade\n    helm.sh/hook-weight: "3"\n  labels:\n${LABELS}  name: hooks-pre\n`,
      events: ['pre-install', 'pre-upgrade'],
      last_run: {
        started_at: '2026-11-21T03:34:13.278058829Z',
        completed_at: '2026-11-21T03:34:13.289589424Z',
        phase: 'Succeeded',
      },
      weight: 3,
      delete_policies: ['before-hook-creation'],
    },
    { name: 'hooks-test', events: ['test'], last_run: { phase: '' } },
  ],
  namespace: 'hr-one',
};

function releaseOf(stored: unknown) {
  return readRelease(parseJson(JSON.stringify(stored)));
}

describe('HR-25 snapshotDigest', () => {
  it('is the digest that helm-controller recorded', () => {
    expect(snapshotDigest(releaseOf(UPGRADED))).toBe(
      'sha256:a811e6a6d182b5b651f93b83123e6e5462e893c79c16995345b495f317623e75',
    );
  });

  it('covers notes, hooks and escaped characters, but no test', () => {
    expect(snapshotDigest(releaseOf(HOOKED))).toBe(
      'sha256:c7ba46741c69cae5e98949a5933c54e8b8a0f25a0aff388de85ba2ae807b5d83',
    );
  });

  it('covers the digest of the OCI artifact where there is one', () => {
    const release = releaseOf(UPGRADED);
    const plain = snapshotDigest(release);
    expect(snapshotDigest(release, { ociDigest: 'sha256:00' })).not.toBe(plain);
    expect(snapshotDigest(release, { ociDigest: '' })).toBe(plain);
  });

  it.each([
    ['sha384', 96],
    ['sha512', 128],
    ['blake3', 64],
  ] as const)('is made by %s where asked', (algorithm, length) => {
    expect(snapshotDigest(releaseOf(UPGRADED), { algorithm })).toMatch(
      new RegExp(`^${algorithm}:[0-9a-f]{${length}}$`),
    );
  });
});

describe('HR-7 valuesDigest', () => {
  it.each([
    [
      'sorted keys, lists and texts that look like numbers',
      'msg: one\nb: {d: 1, c: [2, "3"]}\na: true',
      'sha256:c86c9c8901425a552a081ff70fcdaa041fd911cc44e06bd16446b96d9cd84ee2',
    ],
    [
      'numbers and characters beyond ASCII',
      'hook: true\nf: 1.5\ne: 1e25\nbig: 12345678901234\nmsg: a<b>&c é',
      'sha256:5f104ee65eea6a5bf29fb36fa3e268a5b367b4502b3fe9b1c23ac256d43191ae',
    ],
    [
      'nothing',
      '',
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ],
  ])('is what helm-controller recorded for %s', (_, yaml, digest) => {
    expect(valuesDigest(readValues(yaml))).toBe(digest);
  });

  it('takes absent values for empty ones', () => {
    expect(valuesDigest(undefined)).toBe(valuesDigest(new Map()));
  });
});
