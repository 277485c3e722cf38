import { core, upgradeTo, values, again } from './parts.mjs';

const CONFIG_MAP = core('ConfigMap');

const configMap = (name, data, labels = {}) => ({
  ...CONFIG_MAP,
  metadata: { name, labels },
  data,
});

const secret = (name, stringData) => ({
  ...core('Secret'),
  metadata: { name },
  stringData,
});

const hasVersion =
  version =>
  ({ history: [latest] = [] }) =>
    latest?.chartVersion.startsWith(version);

/** Where charts and values come from. Name → case of cases.mjs. */
export const sources = {
  git: {
    ...{ chart: 'web', source: 'git' },
    steps: [upgradeTo('1.1.0')],
  },
  'git-revision': {
    ...{ chart: 'plain', source: 'git' },
    strategy: 'Revision',
    steps: [again],
  },
  'oci-tag': {
    ...{ chart: 'web', source: 'oci-repository' },
    steps: [
      upgradeTo('1.1.0', { until: hasVersion('1.1.0') }),
      values('change', { color: 'red' }),
    ],
  },
  'oci-latest': {
    ...{ chart: 'plain', source: 'oci-repository', version: 'latest' },
    steps: [upgradeTo('2.0.0', { until: hasVersion('2.0.0') })],
  },
  'oci-repository': {
    ...{ chart: 'hooks', source: 'oci' },
    steps: [upgradeTo('1.1.0')],
  },
  'values-from': {
    chart: 'plain',
    before: [
      configMap('first', {
        'values.yaml':
          'a: 9007199254740993\nb: yes\nlist: [x]\nf: 1.50\ne: 1e3\nn: null\n',
        other: 'nested: {z: null, w: 012}\n',
        list: '{x,y}',
      }),
      secret('second', { key: 'a,b=c', 'values.yaml': 's: "<&>"\n' }),
    ],
    spec: {
      valuesFrom: [
        { kind: 'ConfigMap', name: 'first' },
        { kind: 'ConfigMap', name: 'first', valuesKey: 'other' },
        {
          ...{ kind: 'ConfigMap', name: 'first', valuesKey: 'list' },
          targetPath: 'deep.items[1].x',
        },
        {
          ...{ kind: 'Secret', name: 'second', valuesKey: 'key' },
          ...{ targetPath: 'exact', literal: true },
        },
        { kind: 'Secret', name: 'second' },
        { kind: 'Secret', name: 'absent', optional: true },
      ],
      values: { last: 1 },
    },
    steps: [
      {
        name: 'changed',
        apply: [
          configMap('first', {
            ...{ 'values.yaml': 'a: 2\n', other: '{}', list: 'q' },
          }),
        ],
        request: 'requestedAt',
        until: ({ history }) => history?.[0]?.version === 2,
      },
    ],
  },
  'values-missing': {
    ...{ chart: 'plain', keepsFailing: true, expect: 'ValuesError' },
    spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'absent' }] },
  },
  'values-watched': {
    chart: 'plain',
    before: [
      configMap(...['watched', { 'values.yaml': 'a: 5\n' }], {
        'reconcile.fluxcd.io/watch': 'Enabled',
      }),
    ],
    spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'watched' }] },
    steps: [
      {
        name: 'changed',
        patch: [CONFIG_MAP, 'watched', { data: { 'values.yaml': 'a: 6\n' } }],
        until: ({ history }) => history?.[0]?.version === 2,
      },
    ],
  },
  'no-chart': {
    ...{ chart: 'absent', keepsFailing: true, expect: 'SourceNotReady' },
  },
  'no-source': {
    ...{ chart: 'plain', keepsFailing: true, expect: 'SourceNotReady' },
    source: 'absent',
  },
};
