import { upgradeTo, values, again, retries } from './parts.mjs';

/** Hooks and tests. Name → case of cases.mjs. */
export const hooks = {
  hooks: { chart: 'hooks', steps: [upgradeTo('1.1.0'), again] },
  'hook-failed-install': {
    chart: 'hooks',
    spec: { values: { fail: ['pre'] } },
    steps: [values('right', { fail: [] })],
  },
  'hook-failed-post': {
    chart: 'hooks',
    spec: { values: { fail: ['post'] }, install: retries(1) },
  },
  'hook-rollback': {
    chart: 'hooks',
    spec: { upgrade: retries(1) },
    steps: [
      upgradeTo('1.1.0', { values: { fail: ['post'] } }),
      values('right', { fail: [] }),
    ],
  },
  'no-hooks': {
    chart: 'hooks',
    spec: {
      install: { disableHooks: true, disableWait: true },
      upgrade: { disableHooks: true, disableWaitForJobs: true },
    },
    steps: [upgradeTo('1.1.0')],
  },
  tests: {
    chart: 'web',
    spec: { test: { enable: true } },
    steps: [upgradeTo('1.1.0'), again],
  },
  'tests-many': { chart: 'tested', spec: { test: { enable: true } } },
  'tests-none': {
    chart: 'plain',
    spec: { test: { enable: true } },
    steps: [{ name: 'off', spec: { test: { enable: false } } }],
  },
  'tests-failed': {
    chart: 'tested',
    spec: { test: { enable: true }, values: { fail: ['bad'] } },
    steps: [values('right', { fail: [] })],
  },
  'tests-remediated': {
    chart: 'tested',
    spec: { test: { enable: true }, upgrade: retries(1) },
    steps: [values('wrong', { fail: ['bad'] })],
  },
  'tests-ignored': {
    chart: 'tested',
    spec: {
      test: { enable: true, ignoreFailures: true },
      values: { fail: ['bad'] },
    },
    steps: [upgradeTo('1.1.0'), again],
  },
  'tests-filtered': {
    chart: 'tested',
    spec: {
      test: { enable: true, filters: [{ name: 'bad', exclude: true }] },
      values: { fail: ['bad'] },
    },
  },
};
