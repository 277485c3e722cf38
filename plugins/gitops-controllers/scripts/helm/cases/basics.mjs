import { upgradeTo, values, again } from './parts.mjs';

/** Installs, upgrades and values. Name → case of cases.mjs. */
export const basics = {
  install: { chart: 'plain', steps: [again] },
  upgrade: {
    chart: 'plain',
    steps: [upgradeTo('1.1.0'), upgradeTo('2.0.0'), again],
  },
  values: {
    chart: 'plain',
    spec: { maxHistory: 2, values: { a: 2 } },
    steps: [
      values('change', { a: 3, extra: { b: [1, 2] } }),
      values('null', { a: null, nested: null, list: [] }),
      values('none', null),
    ],
  },
  web: { chart: 'web', steps: [upgradeTo('1.1.0')] },
  many: {
    chart: 'many',
    steps: [values('password', { password: 'two' }), again],
  },
  escape: {
    chart: 'escape',
    spec: { values: { more: '<&>\u2028\u2029\u0007"\\', ünï: '\u{1F600}' } },
    steps: [upgradeTo('1.1.0')],
  },
  numbers: {
    chart: 'numbers',
    spec: {
      values: { int: 9007199254740991, float: 1.5, exp: 1e25, tiny: 1e-7 },
    },
    steps: [
      values('more', {
        ...{ float: 100, zero: 0, third: 1 / 3, edge: 1e21, less: 1e20 },
        deep: [1.0, -2.5, 1e6, 123456789.123],
      }),
    ],
  },
  nulls: {
    chart: 'numbers',
    spec: { values: { nothing: null, list: [null, {}], empty: '', map: {} } },
  },
  umbrella: {
    chart: 'umbrella',
    spec: { values: { twin: { enabled: true }, global: { region: 'us' } } },
    steps: [
      upgradeTo('1.1.0'),
      values('off', { child: { enabled: false }, twin: { enabled: false } }),
    ],
  },
  lookup: { chart: 'lookup', steps: [upgradeTo('1.1.0')] },
  keep: { chart: 'keep' },
};
