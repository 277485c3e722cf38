import {
  chartOf,
  configMap,
  deployment,
  helm,
  install,
  kubectl,
  rollback,
  scenario,
  secret,
  service,
  uninstall,
  upgrade,
} from './build.mjs';

const a = chartOf([configMap('one', { r: '1' }), configMap('only-1')], {
  version: '1.0.0',
});
const b = chartOf([configMap('one', { r: '2' }), secret('only-2')], {
  version: '2.0.0',
});
const c = chartOf([configMap('one', { r: '3' }), service('only-3')], {
  version: '3.0.0',
});
const bad = chartOf([configMap('one', { r: 'bad' }), configMap('Bad_Name')]);
const three = (flags = '') => [install(a, flags), upgrade(b), upgrade(c)];
const CASCADES = ['background', 'foreground', 'orphan'];

export const PAST = [
  scenario(
    'rolls back to each revision',
    [
      ...three(),
      rollback('1'),
      rollback('2'),
      rollback('3'),
      rollback(),
      rollback('0'),
    ],
    { isShort: true },
  ),
  scenario('rolls back to each revision, client-side', [
    ...three('--server-side=false'),
    rollback('1'),
    rollback('2'),
  ]),
  scenario('rolls back, changing how objects are applied', [
    ...three('--server-side=false'),
    rollback('1 --server-side=true'),
    rollback('2 --server-side=false'),
    rollback('3 --server-side=auto'),
  ]),
  scenario('rolls back with values, labels and a description', [
    install(a, '--set a=1 --labels l=1 --description first'),
    upgrade(b, '--set a=2 --labels l=2 --description second'),
    rollback('1'),
  ]),
  scenario(
    'rolls back after a failed upgrade',
    [install(a), upgrade(bad), rollback(), rollback('2')],
    {},
  ),
  scenario('rolls back to a revision that is missing', [
    install(a),
    rollback(),
    rollback('7'),
    rollback('one'),
    helm('rollback other'),
  ]),
  scenario('rolls back to the present revision', [install(a), rollback('1')]),
  scenario('rolls back what others changed', [
    install(a),
    upgrade(b),
    kubectl([
      'patch',
      'configmap',
      'one',
      '--type=merge',
      '-p',
      '{"data":{"r":"theirs"}}',
      '--field-manager=other',
    ]),
    rollback('1'),
    rollback('1 --force-conflicts'),
  ]),
  scenario('rolls back by force', [
    install(a, '--server-side=false'),
    upgrade(b),
    rollback('1 --force-replace'),
    rollback('2 --force'),
    rollback('1 --force-replace --server-side=true'),
  ]),
  scenario('rolls back what was deleted', [
    install(a),
    upgrade(b),
    kubectl('delete configmap one'),
    rollback('1'),
  ]),
  scenario('rolls back with a short history', [
    ...three(),
    rollback('1 --history-max 2'),
    rollback('3 --history-max 2'),
  ]),
  scenario('rolls an uninstalled release back', [
    install(a),
    uninstall('--keep-history'),
    rollback('1'),
  ]),
  scenario('tries a rollback', [
    install(a),
    upgrade(b),
    rollback('1 --dry-run'),
    rollback('1 --dry-run=client'),
    rollback('1 --dry-run=server'),
  ]),
  scenario('uninstalls', [install(c), uninstall(), uninstall()], {}),
  scenario(
    'uninstalls and keeps the history',
    [
      ...three(),
      uninstall('--keep-history'),
      uninstall('--keep-history'),
      uninstall(),
    ],
    { isShort: true },
  ),
  scenario('uninstalls with a description', [
    install(a),
    uninstall(['--keep-history', '--description', 'not needed']),
  ]),
  scenario('uninstalls what was never there', [
    uninstall(),
    uninstall('--ignore-not-found'),
  ]),
  scenario('uninstalls what is gone already', [
    install(c),
    kubectl('delete configmap one'),
    uninstall(),
  ]),
  scenario('tries an uninstall', [install(a), uninstall('--dry-run')]),
  ...CASCADES.map(cascade =>
    scenario(`uninstalls with cascade ${cascade}`, [
      install(chartOf([deployment('web')]), '--wait --timeout 20s'),
      uninstall(`--cascade=${cascade}`),
    ]),
  ),
  scenario('uninstalls with a cascade that is none', [
    install(a),
    uninstall('--cascade=all'),
  ]),
  scenario('uninstalls several releases', [
    install(a),
    helm('install second <chart>', chartOf([configMap('two')])),
    helm('uninstall app second third'),
  ]),
  scenario('uninstalls a failed release', [install(bad), uninstall()]),
  scenario('uninstalls, waiting for what has a finalizer', [
    install(
      chartOf([
        configMap('one', {}, {}),
        {
          ...configMap('held'),
          metadata: { name: 'held', finalizers: ['example.org/hold'] },
        },
      ]),
    ),
    uninstall('--wait --timeout 3s'),
    kubectl([
      'patch',
      'configmap',
      'held',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    ]),
  ]),
  scenario('uninstalls by its other names', [
    install(a),
    helm('delete app --keep-history'),
    helm('del app'),
  ]),
  scenario(
    'tries an install',
    [
      install(a, '--dry-run=client'),
      install(a, '--dry-run=server'),
      install(a, '--dry-run'),
      install(a, '--dry-run=true'),
      install(a, '--dry-run=none'),
      install(a, '--dry-run=server'),
    ],
    {},
  ),
  scenario('tries an upgrade', [
    install(a),
    upgrade(b, '--dry-run=client'),
    upgrade(b, '--dry-run=server'),
    upgrade(bad, '--dry-run=server'),
    helm('upgrade other <chart> --install --dry-run=server', b),
  ]),
  scenario('tries without showing Secrets', [
    install(b, '--dry-run=client --hide-secret'),
    install(b, '--hide-secret'),
    install(b, '--dry-run=server --hide-secret -o json'),
  ]),
];
