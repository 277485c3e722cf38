import { core, upgradeTo, values, again, SHORT } from './parts.mjs';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

const drift = mode => ({ driftDetection: { mode } });

const recolor = {
  spec: {
    replicas: 2,
    template: { metadata: { annotations: { other: 'x' } } },
  },
};

/** Drift, what others do to a release, and its end. Name → case of cases.mjs. */
export const histories = {
  'drift-warn': {
    chart: 'web',
    spec: drift('warn'),
    steps: [
      {
        name: 'drifted',
        patch: [DEPLOYMENT, 'drift-warn', recolor],
        request: 'requestedAt',
        until: ({ conditions }) =>
          conditions.some(({ type }) => type === 'Drifted'),
      },
    ],
  },
  'drift-corrected': {
    chart: 'web',
    spec: drift('enabled'),
    steps: [
      {
        name: 'drifted',
        patch: [DEPLOYMENT, 'drift-corrected', recolor],
        remove: [core('Service'), 'drift-corrected'],
        request: 'requestedAt',
      },
      again,
    ],
  },
  'drift-ignored': {
    chart: 'web',
    spec: {
      driftDetection: {
        mode: 'enabled',
        ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }],
      },
    },
    steps: [
      {
        name: 'drifted',
        patch: [DEPLOYMENT, 'drift-ignored', { spec: { replicas: 3 } }],
        request: 'requestedAt',
      },
    ],
  },
  suspended: {
    chart: 'plain',
    steps: [
      {
        name: 'suspend',
        spec: { suspend: true, values: { a: 9 } },
        expect: 'InstallSucceeded',
      },
      { name: 'resume', spec: { suspend: false } },
    ],
  },
  'helm-upgrade': {
    chart: 'plain',
    steps: [
      {
        name: 'upgraded',
        helm: 'upgrade helm-upgrade CHARTS/plain-1.1.0.tgz --force-conflicts',
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 3,
      },
    ],
  },
  'helm-rollback': {
    chart: 'plain',
    steps: [
      upgradeTo('1.1.0'),
      {
        name: 'rolled-back',
        helm: 'rollback helm-rollback 1 --force-conflicts',
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 4,
      },
    ],
  },
  'helm-uninstall': {
    chart: 'plain',
    steps: [
      {
        name: 'uninstalled',
        helm: 'uninstall helm-uninstall',
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.status === 'deployed',
      },
    ],
  },
  pending: {
    chart: 'plain',
    steps: [
      upgradeTo('1.1.0'),
      {
        name: 'unlocked',
        pending: true,
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 3,
      },
    ],
  },
  forced: {
    chart: 'plain',
    steps: [
      { name: 'force', request: 'forceAt' },
      { name: 'reset', request: 'resetAt' },
    ],
  },
  names: {
    chart: 'plain',
    spec: {
      ...{ releaseName: 'own-name', targetNamespace: 'names-target' },
      install: { createNamespace: true },
    },
    steps: [
      upgradeTo('1.1.0'),
      { name: 'renamed', spec: { releaseName: 'other-name' } },
    ],
  },
  'long-name': {
    chart: 'plain',
    spec: {
      targetNamespace: 'long-name',
      releaseName: null,
      storageNamespace: 'long-name',
    },
    object: 'a-very-long-name-of-a-release-that-is-cut-off-at-some-place',
  },
  'other-chart': {
    chart: 'plain',
    steps: [{ name: 'other', version: '1.0.0', chart: 'numbers' }],
  },
  depends: {
    ...{ chart: 'plain', expect: 'DependencyNotReady', keepsFailing: true },
    spec: { dependsOn: [{ name: 'absent' }] },
  },
  account: {
    chart: 'plain',
    spec: { serviceAccountName: 'absent' },
    keepsFailing: true,
    expect: 'StateError',
  },
  health: {
    chart: 'web',
    spec: {
      ...SHORT,
      healthCheckExprs: [
        {
          ...{ apiVersion: 'v1', kind: 'Service' },
          current: "data.spec.type == 'ClusterIP'",
        },
        {
          ...{ apiVersion: 'v1', kind: 'ConfigMap' },
          current: 'false',
        },
      ],
    },
  },
  legacy: {
    chart: 'web',
    spec: { waitStrategy: { name: 'legacy' }, ...SHORT },
    steps: [
      values('wrong', { unready: true }),
      values('right', { color: 'red' }),
    ],
  },
  deleted: {
    chart: 'hooks',
    spec: { uninstall: { keepHistory: true } },
    steps: [{ name: 'delete', delete: true }],
  },
  'deleted-foreground': {
    chart: 'web',
    spec: { uninstall: { deletionPropagation: 'foreground' } },
    steps: [{ name: 'delete', delete: true }],
  },
};
