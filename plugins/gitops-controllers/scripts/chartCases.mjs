/** Objects that {@link ./compareCharts.mjs} compares. */

/** Sources by name; `judge` serves what they name. */
export const SOURCES = ({ chartsUrl, gitUrl, registry, guarded }) => ({
  plain: http(`${chartsUrl}/charts`),
  slash: http(`${chartsUrl}/charts//`),
  broken: http(`${chartsUrl}/broken`),
  gone: http(`${chartsUrl}/gone`),
  guarded: http(`${chartsUrl}/guarded`),
  'guarded-in': {
    ...http(`${chartsUrl}/guarded`, { secretRef: { name: 'login' } }),
  },
  'no-secret': http(`${chartsUrl}/charts`, { secretRef: { name: 'missing' } }),
  'half-secret': http(`${chartsUrl}/charts`, { secretRef: { name: 'half' } }),
  'bad-cert': http(`${chartsUrl}/charts`, { certSecretRef: { name: 'half' } }),
  wrong: http(`oci://${registry}/helm`),
  mixed: http(`${chartsUrl}/mixed`),
  deps: http(`${chartsUrl}/deps/`),
  'oci-deps': oci(`oci://${registry}/deps`),
  oci: oci(`oci://${registry}/helm`),
  'oci-slash': oci(`oci://${registry}/helm/`),
  'oci-http': oci(`${chartsUrl}/charts`),
  'oci-guarded': oci(`oci://${guarded}/helm`),
  'oci-in': oci(`oci://${guarded}/helm`, { secretRef: { name: 'login' } }),
  'oci-docker': oci(`oci://${guarded}/helm`, { secretRef: { name: 'docker' } }),
  'oci-other': oci(`oci://${registry}/helm`, { secretRef: { name: 'docker' } }),
  'oci-missing': oci(`oci://${guarded}/helm`, {
    secretRef: { name: 'missing' },
  }),
  git: {
    kind: 'GitRepository',
    spec: {
      url: `${gitUrl}/git.git`,
      interval: '1h',
      ref: { branch: 'main' },
    },
  },
});

function http(url, more = {}) {
  return { kind: 'HelmRepository', spec: { url, interval: '1h', ...more } };
}

function oci(url, more = {}) {
  const spec = { url, type: 'oci', insecure: true, ...more };
  return { kind: 'HelmRepository', spec };
}

const of = (kind, name) => (chart, more) => ({
  spec: { chart, sourceRef: { kind, name }, ...more },
});
const plain = of('HelmRepository', 'plain');
const mixed = of('HelmRepository', 'mixed');
const registry = of('HelmRepository', 'oci');
const git = of('GitRepository', 'git');

/** HelmCharts by name. */
export const CHARTS = {
  star: plain('web'),
  range: plain('web', { version: '1.x' }),
  exact: plain('web', { version: '1.0.0' }),
  pre: plain('web', { version: '>=1.0.0-0' }),
  equal: plain('same', { version: '1.0.x' }),
  values: plain('web', { valuesFiles: ['values.yaml', 'values-prod.yaml'] }),
  'values-own': plain('web', { valuesFiles: ['./values.yaml'] }),
  'values-same': plain('web', { valuesFiles: ['values-prod.yaml'] }),
  'values-ignored': plain('web', {
    valuesFiles: ['values.yaml', 'zz.yaml', 'values-prod.yaml'],
    ignoreMissingValuesFiles: true,
  }),
  'values-none': plain('web', {
    valuesFiles: ['zz.yaml'],
    ignoreMissingValuesFiles: true,
  }),
  'values-missing': plain('web', { valuesFiles: ['zz.yaml'] }),
  'values-outside': plain('web', { valuesFiles: ['../../etc/passwd'] }),
  'values-list': plain('web', { valuesFiles: ['list.yaml'] }),
  revision: plain('web', { reconcileStrategy: 'Revision' }),
  'no-chart': plain('nothing'),
  'no-version': plain('web', { version: '9.x' }),
  'bad-range': plain('web', { version: 'one' }),
  'bad-name': plain('Web'),
  'bad-name-slash': plain('a//b'),
  'no-source': of('HelmRepository', 'unknown')('web'),
  'no-git': of('GitRepository', 'unknown')('web'),
  'no-bucket': of('Bucket', 'unknown')('web'),
  'no-artifact': of('HelmRepository', 'gone')('web'),
  slash: of('HelmRepository', 'slash')('web'),
  'guarded-in': of('HelmRepository', 'guarded-in')('web'),
  'no-secret': { ...of('HelmRepository', 'no-secret')('web') },
  'mixed-absolute': mixed('absolute'),
  'mixed-gone': mixed('gone'),
  'mixed-no-url': mixed('nourl'),
  'mixed-oci': mixed('oci'),
  'mixed-text': mixed('text'),
  'mixed-renamed': mixed('renamed'),
  'mixed-query': mixed('query'),
  'oci-exact': registry('web', { version: '1.0.0' }),
  'oci-star': registry('web'),
  'oci-plus': registry('web', { version: '1.1.0+b.1' }),
  'oci-range': registry('web', { version: '1.x' }),
  'oci-pre': registry('web', { version: '>0.0.0-0' }),
  'oci-values': registry('web', {
    version: '1.0.0',
    valuesFiles: ['values-prod.yaml'],
  }),
  'oci-no-version': registry('web', { version: '7.0.0' }),
  'oci-no-range': registry('web', { version: '9.x' }),
  'oci-bad-range': registry('web', { version: 'one' }),
  'oci-no-chart': registry('nothing', { version: '1.x' }),
  'oci-nested': registry('deep/web', { version: '1.0.0' }),
  'oci-no-layer': registry('image', { version: '1.0.0' }),
  'oci-slash': of('HelmRepository', 'oci-slash')('web'),
  'oci-http': of('HelmRepository', 'oci-http')('web'),
  'oci-guarded': of('HelmRepository', 'oci-guarded')('web', {
    version: '1.0.0',
  }),
  'oci-in': of('HelmRepository', 'oci-in')('web'),
  'oci-docker': of('HelmRepository', 'oci-docker')('web'),
  'oci-other': of('HelmRepository', 'oci-other')('web'),
  'oci-missing': of('HelmRepository', 'oci-missing')('web'),
  'git-folder': git('charts/web'),
  'git-dot': git('./charts/web/'),
  'git-revision': git('charts/web', { reconcileStrategy: 'Revision' }),
  'git-values': git('charts/web', {
    valuesFiles: ['charts/web/values.yaml', 'prod.yaml'],
  }),
  'git-values-revision': git('charts/web', {
    reconcileStrategy: 'Revision',
    valuesFiles: ['charts/web/values.yaml', '../prod.yaml'],
  }),
  'git-values-missing': git('charts/web', { valuesFiles: ['zz.yaml'] }),
  'git-values-folder': git('charts/web', { valuesFiles: ['charts'] }),
  'git-values-ignored': git('charts/web', {
    valuesFiles: ['zz.yaml', 'prod.yaml'],
    ignoreMissingValuesFiles: true,
  }),
  'git-packed': git('packed.tgz'),
  'git-packed-values': git('packed.tgz', { valuesFiles: ['prod.yaml'] }),
  'git-missing': git('charts/zip'),
  'git-absolute': git('/charts/web'),
  'git-empty': git('docs'),
  'git-file': git('prod.yaml'),
  'git-bad-yaml': git('bad/yaml'),
  'git-bad-version': git('bad/version'),
  'git-bad-values': git('bad/values'),
  'git-bad-template': git('bad/template'),
  'git-no-values': git('bad/novalues', { valuesFiles: ['prod.yaml'] }),
  'git-local': git('charts/local'),
  'git-umbrella': git('charts/umbrella'),
  'git-locked': git('charts/locked'),
  'git-v1': git('charts/v1'),
  'git-alias': git('charts/alias'),
  'git-outside': git('charts/outside'),
  'git-range': git('charts/range'),
  'git-unknown': git('charts/unknown'),
  'git-scheme': git('charts/scheme'),
  'git-norepo': git('charts/norepo'),
};

const NEWLINE = 'the stored index ends with a line break';

function index(...names) {
  return Object.fromEntries(
    names.flatMap(name =>
      ['status', 'events'].map(part => [
        `HelmRepository/${name} ${part}`,
        NEWLINE,
      ]),
    ),
  );
}

function both(name, why) {
  return Object.fromEntries(
    ['status', 'events'].map(part => [`HelmChart/${name} ${part}`, why]),
  );
}

function unknown(...names) {
  const why =
    'Ready and FetchFailed have the reason of the event instead of Unknown';
  return Object.fromEntries(
    names.map(name => [`HelmChart/${name} status`, why]),
  );
}

/** What is meant to differ. */
export const UNLIKE = {
  ...index('plain', 'slash', 'guarded-in', 'mixed', 'deps'),
  'HelmChart/slash events': NEWLINE,
  'HelmChart/guarded-in events': NEWLINE,
  ...both('oci-no-chart', 'the answer of the registry in other words'),
  'HelmChart/oci-nested status':
    'the archive of a chart in a folder of a registry is not in a folder of its own',
  ...unknown('oci-http', 'oci-other', 'oci-missing'),
  ...both(
    'oci-guarded',
    'a registry that asks for a password is AuthenticationFailed, as one that refuses it',
  ),
};
