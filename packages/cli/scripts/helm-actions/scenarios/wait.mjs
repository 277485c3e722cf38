import {
  chartOf,
  configMap,
  deployment,
  helm,
  hook,
  install,
  job,
  objectPath,
  rollback,
  scenario,
  secretPath,
  service,
  uninstall,
  upgrade,
} from './build.mjs';

const SHORT = '--timeout 3s';
const LONG = '--timeout 20s';
const one = configMap('one');
const ready = chartOf([one, service('web'), deployment('web'), job('once')]);
const sad = chartOf([
  one,
  deployment('web', { image: 'app:2', wish: 'never-ready' }),
]);
const sadJob = chartOf([one, job('once', { wish: 'fail' })]);
const STRATEGIES = ['watcher', 'legacy', 'hookOnly'];
const slowHook = () =>
  chartOf([
    one,
    job('slow', {
      wish: 'never-ready',
      more: hook('post-install,post-upgrade,post-rollback,pre-delete'),
    }),
  ]);

/** Ends the tool while a hook of the revision runs. */
const during = (revision, signal) => ({
  signal,
  until: [secretPath(revision), objectPath('jobs', 'slow', '/apis/batch/v1')],
});

export const WAITS = [
  ...STRATEGIES.map(strategy =>
    scenario(
      `waits by ${strategy}`,
      [
        install(ready, `--wait=${strategy} --wait-for-jobs ${LONG}`),
        upgrade(
          chartOf([one, deployment('web', { image: 'app:2' })]),
          `--wait=${strategy} ${LONG}`,
        ),
        rollback(`1 --wait=${strategy} --wait-for-jobs ${LONG}`),
        uninstall(`--wait=${strategy} ${LONG}`),
      ],
      {},
    ),
  ),
  ...STRATEGIES.map(strategy =>
    scenario(`waits too long by ${strategy}`, [
      install(sad, `--wait=${strategy} ${SHORT}`),
      upgrade(sad, `--wait=${strategy} ${SHORT}`),
    ]),
  ),
  ...STRATEGIES.map(strategy =>
    scenario(`waits for a Job that fails by ${strategy}`, [
      install(sadJob, `--wait=${strategy} --wait-for-jobs ${SHORT}`),
    ]),
  ),
  scenario('waits in the old form', [
    install(ready, `--wait=true ${LONG}`),
    upgrade(ready, `--wait=false ${LONG}`),
  ]),
  scenario('waits not for Jobs', [
    install(
      chartOf([one, job('once', { wish: 'never-ready' })]),
      `--wait=legacy ${SHORT}`,
    ),
  ]),
  scenario('a rollback waits too long', [
    install(sad),
    upgrade(chartOf([one, deployment('web')]), `--wait ${LONG}`),
    rollback(`1 --wait ${SHORT}`),
  ]),
  scenario(
    'rolls a failed install back',
    [install(sad, `--rollback-on-failure ${SHORT}`)],
    {},
  ),
  scenario(
    'rolls a failed upgrade back',
    [
      install(ready, `--wait ${LONG}`),
      upgrade(
        chartOf([
          one,
          deployment('web', { image: 'app:2', wish: 'never-ready' }),
        ]),
        `--rollback-on-failure ${SHORT}`,
      ),
    ],
    { isShort: true },
  ),
  scenario('rolls an upgrade back that the server refuses', [
    install(chartOf([one])),
    upgrade(
      chartOf([configMap('one', { key: 'new' }), configMap('Bad_Name')]),
      `--rollback-on-failure ${LONG}`,
    ),
  ]),
  scenario('rolls an install back that the server refuses', [
    install(
      chartOf([one, configMap('Bad_Name')]),
      `--rollback-on-failure ${LONG}`,
    ),
  ]),
  scenario('rolls an install back whose hook fails', [
    install(
      chartOf([one, job('hook', { wish: 'fail', more: hook('post-install') })]),
      `--rollback-on-failure ${LONG}`,
    ),
  ]),
  scenario('rolls an upgrade back whose hook fails', [
    install(chartOf([one])),
    upgrade(
      chartOf([
        configMap('one', { key: 'new' }),
        job('hook', { wish: 'fail', more: hook('pre-upgrade') }),
      ]),
      `--rollback-on-failure ${LONG}`,
    ),
  ]),
  scenario('rolls an upgrade back without a good revision', [
    install(chartOf([one, configMap('Bad_Name')])),
    upgrade(
      chartOf([one, configMap('Bad_Name')]),
      `--rollback-on-failure ${LONG}`,
    ),
  ]),
  scenario('takes --atomic for it', [
    install(chartOf([one, configMap('Bad_Name')]), `--atomic ${LONG}`),
  ]),
  scenario(
    'cleans a failed upgrade up',
    [
      install(chartOf([one])),
      upgrade(
        chartOf([
          configMap('one', { key: 'new' }),
          configMap('two'),
          configMap('Bad_Name'),
        ]),
        '--cleanup-on-fail',
      ),
    ],
    { isShort: true },
  ),
  scenario('cleans a failed upgrade up after its wait', [
    install(chartOf([one])),
    upgrade(
      chartOf([
        one,
        configMap('two'),
        deployment('web', { wish: 'never-ready' }),
      ]),
      `--wait --cleanup-on-fail ${SHORT}`,
    ),
  ]),
  scenario('cleans a failed rollback up', [
    install(chartOf([one, deployment('web', { wish: 'never-ready' })])),
    upgrade(chartOf([one])),
    rollback(`1 --wait --cleanup-on-fail ${SHORT}`),
  ]),
  scenario(
    'kills an install',
    [
      install(slowHook(), LONG, during(1, 'SIGKILL')),
      upgrade(chartOf([one])),
      install(chartOf([one]), '--replace'),
      helm('rollback app'),
      uninstall(`--no-hooks ${SHORT}`),
    ],
    { isShort: true },
  ),
  scenario('kills an upgrade', [
    install(chartOf([one])),
    upgrade(slowHook(), LONG, during(2, 'SIGKILL')),
    upgrade(chartOf([one])),
    rollback('1'),
    upgrade(chartOf([one])),
  ]),
  scenario('kills a rollback', [
    install(slowHook(), '--no-hooks'),
    upgrade(chartOf([one])),
    rollback(`1 ${LONG}`, during(3, 'SIGKILL')),
    upgrade(chartOf([one])),
    rollback('2'),
  ]),
  scenario('kills an uninstall', [
    install(slowHook(), '--no-hooks'),
    uninstall(LONG, during(1, 'SIGKILL')),
    upgrade(chartOf([one])),
    uninstall('--no-hooks'),
  ]),
  scenario('ends an install by SIGTERM while it waits', [
    install(sad, `--wait ${LONG}`, {
      signal: 'SIGTERM',
      until: [secretPath(1), objectPath('deployments', 'web', '/apis/apps/v1')],
    }),
    upgrade(chartOf([one])),
  ]),
  scenario('ends an upgrade by SIGTERM while it waits', [
    install(chartOf([one])),
    upgrade(sad, `--wait ${LONG}`, {
      signal: 'SIGTERM',
      until: [secretPath(2), objectPath('deployments', 'web', '/apis/apps/v1')],
    }),
    upgrade(chartOf([one])),
  ]),
  scenario('ends an upgrade by SIGTERM while a hook runs', [
    install(chartOf([one])),
    upgrade(slowHook(), LONG, during(2, 'SIGTERM')),
  ]),
];
