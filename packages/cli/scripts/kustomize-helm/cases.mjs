// What kustomize is asked to inflate, by case: the files beside the charts of
// testdata/kustomize-helm/charts, and further words of the command line.

const shop = (fields = '') =>
  `helmCharts:\n- name: shop\n  releaseName: corner\n${fields}`;
const kustomization = (text, files = {}, args = []) => ({
  files: { 'kustomization.yaml': text, ...files },
  args,
});

export const cases = {
  defaults: kustomization(shop()),
  'namespace-of-the-chart': kustomization(shop('  namespace: town\n')),
  'namespace-of-the-kustomization': kustomization(
    `namespace: village\n${shop()}`,
  ),
  'namespace-of-the-chart-before-that-of-the-kustomization': kustomization(
    `namespace: village\n${shop('  namespace: town\n')}`,
  ),
  'namespace-of-the-overlay': {
    files: {
      'kustomization.yaml': 'namespace: city\nresources: [base]\n',
      'base/kustomization.yaml': shop(),
    },
    chartsIn: 'base',
  },
  'release-name-missing': kustomization('helmCharts:\n- name: plain\n'),
  'name-template': kustomization(
    'helmCharts:\n- name: shop\n  nameTemplate: "made-{{ upper \\"x\\" | lower }}"\n',
  ),
  'name-template-and-release-name-are-refused': kustomization(
    shop('  nameTemplate: other\n'),
  ),
  'values-inline': kustomization(
    shop(
      '  valuesInline:\n    title: Inline\n    image: {tag: v9}\n    numbers: {big: 12345678901234567890, float: 2.0, octal: 0755, exponent: 1e5, text: "1e5"}\n    flags: {closed: on, none: ~}\n',
    ),
  ),
  'values-inline-replaces-lists': kustomization(
    shop('  valuesInline:\n    ports:\n    - name: http\n      port: 8080\n'),
  ),
  'values-inline-list-of-new-names': kustomization(
    shop('  valuesInline:\n    ports:\n    - name: admin\n      port: 1\n'),
  ),
  'values-inline-null-removes': kustomization(
    shop(
      '  valuesInline:\n    extraLabels:\n      tier: null\n    env: null\n',
    ),
  ),
  'values-inline-empty': kustomization(shop('  valuesInline: {}\n')),
  'values-inline-for-a-chart-without-values': kustomization(
    'helmCharts:\n- name: list\n  releaseName: corner\n  valuesInline: {a: 1}\n',
  ),
  'values-merge-override': kustomization(
    shop(
      '  valuesMerge: override\n  valuesInline:\n    replicas: 7\n    image: {tag: v9}\n',
    ),
  ),
  'values-merge-merge': kustomization(
    shop(
      '  valuesMerge: merge\n  valuesInline:\n    replicas: 7\n    image: {tag: v9, digest: x}\n    env: [{name: A, value: b}]\n    extra: kept\n',
    ),
  ),
  'values-merge-replace': kustomization(
    shop(
      '  valuesMerge: replace\n  valuesInline:\n    replicas: 7\n    image: {tag: v9}\n',
    ),
  ),
  'values-merge-unknown-is-refused': kustomization(
    shop('  valuesMerge: mix\n'),
  ),
  'values-file': kustomization(shop('  valuesFile: town.yaml\n'), {
    'town.yaml':
      'title: "Town: shop"\nreplicas: 0x10\nextraLabels: {tier: back, "on": "off"}\nnumbers: {big: -1, float: .5}\n',
  }),
  'values-file-with-comments-and-anchors': kustomization(
    shop('  valuesFile: town.yaml\n  valuesInline: {replicas: 4}\n'),
    {
      'town.yaml':
        '# top\nbase: &base # the base\n  team: a\nextraLabels:\n  <<: *base\n  tier: b\n  # foot\nenv:\n- *base\n',
    },
  ),
  'values-file-under-inline': kustomization(
    shop(
      '  valuesFile: town.yaml\n  valuesInline:\n    extraLabels: {tier: inline}\n',
    ),
    { 'town.yaml': 'replicas: 5\nextraLabels: {tier: file, season: winter}\n' },
  ),
  'values-file-over-inline': kustomization(
    shop(
      '  valuesFile: town.yaml\n  valuesMerge: merge\n  valuesInline:\n    extraLabels: {tier: inline, more: inline}\n',
    ),
    { 'town.yaml': 'replicas: 5\nextraLabels: {tier: file, season: winter}\n' },
  ),
  'values-file-missing-is-refused': kustomization(
    shop('  valuesFile: none.yaml\n'),
  ),
  'values-file-outside-is-refused': kustomization(
    shop('  valuesFile: ../none.yaml\n'),
  ),
  'values-file-empty': kustomization(shop('  valuesFile: empty.yaml\n'), {
    'empty.yaml': '',
  }),
  'values-file-empty-under-inline': kustomization(
    shop('  valuesFile: empty.yaml\n  valuesInline: {replicas: 3}\n'),
    { 'empty.yaml': '# nothing\n' },
  ),
  'additional-values-files': kustomization(
    shop(
      '  valuesInline: {title: Inline, replicas: 3}\n  additionalValuesFiles: [one.yaml, sub/two.yaml]\n',
    ),
    {
      'one.yaml': 'title: One\nextraLabels: {tier: one}\n',
      'sub/two.yaml': 'title: Two\nextraLabels: {season: two, team: null}\n',
    },
  ),
  'additional-values-file-missing-is-refused': kustomization(
    shop('  additionalValuesFiles: [none.yaml]\n'),
  ),
  'crds-included': kustomization(shop('  includeCRDs: true\n')),
  'hooks-skipped': kustomization(shop('  skipHooks: true\n')),
  'tests-skipped': kustomization(shop('  skipTests: true\n')),
  'api-versions': kustomization(
    shop(
      '  apiVersions: [monitoring.example.com/v1, monitoring.example.com/v1/Monitor]\n',
    ),
  ),
  'api-versions-of-the-flag': kustomization(shop(), {}, [
    '--helm-api-versions',
    'monitoring.example.com/v1',
  ]),
  'api-versions-before-those-of-the-flag': kustomization(
    shop('  apiVersions: [monitoring.example.com/v1/Monitor]\n'),
    {},
    ['--helm-api-versions', 'monitoring.example.com/v1'],
  ),
  'kube-version': kustomization(shop('  kubeVersion: v1.27.3\n')),
  'kube-version-of-the-flag': kustomization(shop(), {}, [
    '--helm-kube-version',
    '1.28',
  ]),
  'kube-version-before-that-of-the-flag': kustomization(
    shop('  kubeVersion: "1.27"\n'),
    {},
    ['--helm-kube-version', '1.28'],
  ),
  'kube-version-too-old-is-refused': kustomization(
    'helmCharts:\n- name: strict\n  releaseName: r\n  kubeVersion: 1.19.0\n',
  ),
  'subchart-off': kustomization(
    shop('  valuesInline: {cache: {enabled: false}}\n'),
  ),
  'subchart-values': kustomization(
    shop('  valuesInline: {cache: {size: 99}, global: {region: south}}\n'),
  ),
  'chart-home': {
    ...kustomization(`helmGlobals: {chartHome: vendor/charts}\n${shop()}`),
    chartsAt: 'vendor/charts',
  },
  'chart-home-with-a-config-home': {
    ...kustomization(
      `helmGlobals: {chartHome: vendor, configHome: /nowhere}\n${shop()}`,
    ),
    chartsAt: 'vendor',
  },
  'version-alone-counts-for-nothing': kustomization(shop('  version: 9.9.9\n')),
  'version-and-repo-name-the-folder': {
    ...kustomization(
      shop('  version: 1.4.0\n  repo: https://charts.example.com\n'),
    ),
    chartsAt: 'charts/shop-1.4.0',
  },
  'repo-of-a-chart-in-the-tree': kustomization(
    shop('  repo: https://charts.example.com\n'),
  ),
  'prerelease-chart': kustomization(
    'helmCharts:\n- name: plain\n  releaseName: r\n  devel: true\n  debug: true\n  valuesInline: {a: {b: [1, two, 3.5, true, null]}}\n',
  ),
  'chart-missing-is-refused': kustomization(
    'helmCharts:\n- name: nothing\n  releaseName: r\n',
  ),
  'chart-without-a-name-is-refused': kustomization(
    'helmCharts:\n- releaseName: r\n',
  ),
  'values-against-the-schema-are-refused': kustomization(
    'helmCharts:\n- name: strict\n  releaseName: r\n  valuesInline: {count: many}\n',
  ),
  'values-inline-null-leaves-the-default': kustomization(
    'helmCharts:\n- name: strict\n  releaseName: r\n  valuesInline: {count: null}\n',
  ),
  'chart-that-says-nothing': kustomization(
    'helmCharts:\n- name: silent\n  releaseName: r\n',
  ),
  'chart-that-gives-a-list': kustomization(
    'helmCharts:\n- name: list\n  releaseName: r\n',
  ),
  'two-releases-of-one-chart': kustomization(
    `${shop(
      '  skipHooks: true\n',
    )}- name: shop\n  releaseName: corner2\n  namespace: town\n  skipHooks: true\n`,
  ),
  'one-release-twice-is-refused': kustomization(
    `${shop()}- name: shop\n  releaseName: corner\n`,
  ),
  'transformers-reach-the-objects': kustomization(
    `namePrefix: p-\nnameSuffix: -s\ncommonAnnotations: {by: us}\nlabels:\n- pairs: {env: prod}\n  includeSelectors: true\nimages:\n- name: shop/window\n  newName: mirror.example.com/window\n  newTag: "3"\nreplicas:\n- name: corner-shop\n  count: 6\n${shop()}patches:\n- target: {kind: Service}\n  patch: '[{"op": "remove", "path": "/spec/ports/1"}]'\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: corner-shop}\n    data: {title: Patched, region: null}\n`,
  ),
  'generator-merges-into-a-chart-config-map': kustomization(
    `${shop()}configMapGenerator:\n- name: own\n  literals: [a=b]\n`,
  ),
  'origin-annotations': kustomization(
    `buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]\nnamePrefix: p-\n${shop(
      '  skipHooks: true\n',
    )}`,
  ),
  'sorted-by-kind': kustomization(
    `sortOptions: {order: legacy}\n${shop('  includeCRDs: true\n')}`,
  ),
  'in-a-component': {
    files: {
      'kustomization.yaml':
        'namespace: city\nnamePrefix: p-\ncomponents: [part]\n',
      'part/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${shop()}`,
    },
    chartsIn: 'part',
  },
  'old-generator-field': kustomization(
    'helmChartInflationGenerator:\n- chartName: shop\n  releaseName: corner\n  chartVersion: 1.4.0\n  values: town.yaml\n  valuesLocal: {replicas: 8}\n  valuesMerge: merge\n',
    { 'town.yaml': 'title: Old\nreplicas: 4\n' },
  ),
  'old-generator-field-with-a-chart-home': {
    ...kustomization(
      'helmChartInflationGenerator:\n- chartName: shop\n  releaseName: corner\n  chartHome: old\n',
    ),
    chartsAt: 'old',
  },
  'generator-plugin': kustomization('generators: [shop.yaml]\n', {
    'shop.yaml':
      'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: any}\nname: shop\nreleaseName: corner\nnamespace: town\nvaluesInline: {title: Plugin}\nincludeCRDs: true\nskipTests: true\n',
  }),
  'generator-plugin-with-a-chart-home': {
    ...kustomization('generators: [shop.yaml]\n', {
      'shop.yaml':
        'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: any}\nname: shop\nreleaseName: corner\nchartHome: vendor\n',
    }),
    chartsAt: 'vendor',
  },
  'not-enabled-is-refused': { ...kustomization(shop()), isOff: true },
};
