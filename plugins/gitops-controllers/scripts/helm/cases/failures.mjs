import { upgradeTo, values, again, SHORT, retries } from './parts.mjs';

/** Failures, and what follows them. Name → case of cases.mjs. */
export const failures = {
  'template-error': {
    ...{ chart: 'broken', keepsFailing: true, expect: 'InstallFailed' },
    steps: [values('right', { broken: false })],
  },
  'schema-error': {
    ...{ chart: 'broken', keepsFailing: true, expect: 'InstallFailed' },
    spec: { values: { broken: false, count: 0 } },
    steps: [values('right', { broken: false, count: 2 })],
  },
  'upgrade-template-error': {
    chart: 'broken',
    spec: { values: { broken: false } },
    steps: [
      values('wrong', { broken: true }, { expect: 'UpgradeFailed' }),
      values('right', { broken: false, x: 1 }),
    ],
    keepsFailing: true,
  },
  'refused-object': {
    chart: 'refused',
    spec: { values: { port: 99999 } },
    steps: [values('right', { port: 81 })],
  },
  'refused-upgrade': {
    chart: 'refused',
    spec: { upgrade: retries(1) },
    steps: [values('wrong', { port: 99999 }), values('right', { port: 82 })],
  },
  'unready-install': {
    chart: 'web',
    spec: { ...SHORT, values: { unready: true } },
    steps: [values('right', { unready: false })],
  },
  'uninstall-remediation': {
    chart: 'web',
    spec: {
      ...SHORT,
      values: { unready: true },
      install: retries(1, { remediateLastFailure: true }),
    },
    steps: [values('right', { unready: false })],
  },
  'rollback-remediation': {
    chart: 'web',
    spec: { ...SHORT, upgrade: retries(1) },
    steps: [
      values('wrong', { unready: true }),
      values('right', { color: 'red' }),
    ],
  },
  'rollback-once': {
    chart: 'web',
    spec: {
      ...SHORT,
      upgrade: retries(0, { remediateLastFailure: true }),
    },
    steps: [
      upgradeTo('1.1.0', { values: { unready: true } }),
      { name: 'reset', request: 'resetAt' },
      values('right', { color: 'red' }),
    ],
  },
  'upgrade-uninstall': {
    chart: 'web',
    spec: {
      ...SHORT,
      upgrade: retries(1, { strategy: 'uninstall' }),
      install: retries(0),
    },
    steps: [values('wrong', { unready: true })],
  },
  'retry-on-failure': {
    chart: 'web',
    spec: {
      ...SHORT,
      values: { unready: true },
      install: { strategy: { name: 'RetryOnFailure', retryInterval: '1h' } },
      upgrade: { strategy: { name: 'RetryOnFailure', retryInterval: '1h' } },
    },
    expect: 'InstallFailed',
    steps: [
      values('still', { unready: true, x: 1 }, { expect: 'UpgradeFailed' }),
      values('right', { unready: false }),
    ],
  },
  stalled: {
    chart: 'web',
    spec: SHORT,
    steps: [
      values('wrong', { unready: true }),
      { name: 'force', request: 'forceAt' },
      { ...again, name: 'asked' },
    ],
  },
  // Nothing of it can be stored; the next version can.
  'large-install': {
    ...{ chart: 'large', version: '1.1.0', keepsFailing: true },
    expect: 'InstallFailed',
    steps: [upgradeTo('2.0.0')],
  },
  'large-upgrade': {
    ...{ chart: 'large', keepsFailing: true },
    spec: { upgrade: retries(1) },
    steps: [
      upgradeTo('1.1.0', { expect: 'UpgradeFailed' }),
      upgradeTo('2.0.0'),
    ],
  },
  'missing-namespace': {
    ...{ chart: 'plain', keepsFailing: true },
    spec: { targetNamespace: 'nowhere-at-all' },
  },
};
