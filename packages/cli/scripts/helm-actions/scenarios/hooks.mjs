import {
  chartOf,
  configMap,
  hook,
  install,
  job,
  pod,
  rollback,
  scenario,
  test,
  uninstall,
  upgrade,
} from './build.mjs';

const SHORT_WAIT = '--timeout 3s';
const one = configMap('one');
const hookJob = (name, events, more = {}) =>
  job(name, { wish: more.wish, more: hook(events, more) });
const failing = event => hookJob('hook', event, { wish: 'fail' });
const working = event => hookJob('hook', event);

/** What runs an event, after the steps that it needs. */
const EVENTS = [
  ['pre-install', chart => [install(chart)]],
  ['post-install', chart => [install(chart)]],
  ['pre-upgrade', chart => [install(chart), upgrade(chart)]],
  ['post-upgrade', chart => [install(chart), upgrade(chart)]],
  ['pre-rollback', chart => [install(chart), upgrade(chart), rollback('1')]],
  ['post-rollback', chart => [install(chart), upgrade(chart), rollback('1')]],
  ['pre-delete', chart => [install(chart), uninstall()]],
  ['post-delete', chart => [install(chart), uninstall()]],
];

const POLICIES = [
  'before-hook-creation',
  'hook-succeeded',
  'hook-failed',
  'hook-succeeded,hook-failed',
];

const weights = [
  configMap('w-5', {}, hook('pre-install', { weight: -5 })),
  configMap('w5', {}, hook('pre-install,post-install', { weight: 5 })),
  configMap('w0', {}, hook('pre-install')),
  hookJob('w1', 'post-install', { weight: 1 }),
  configMap('bad-weight', {}, hook('pre-install', { weight: 'heavy' })),
];

export const HOOKS = [
  ...EVENTS.map(([event, steps]) =>
    scenario(`runs a hook ${event}`, steps(chartOf([one, working(event)])), {
      isShort: event === 'pre-install',
    }),
  ),
  ...EVENTS.map(([event, steps]) =>
    scenario(`a hook ${event} fails`, steps(chartOf([one, failing(event)])), {
      isShort: event === 'pre-upgrade',
    }),
  ),
  ...POLICIES.map(deletePolicy =>
    scenario(`deletes hooks by ${deletePolicy}`, [
      install(
        chartOf([
          one,
          hookJob('good', 'pre-install,pre-upgrade', { deletePolicy }),
        ]),
      ),
      upgrade(
        chartOf([
          one,
          hookJob('good', 'pre-install,pre-upgrade', { deletePolicy }),
        ]),
      ),
    ]),
  ),
  ...POLICIES.map(deletePolicy =>
    scenario(`deletes failed hooks by ${deletePolicy}`, [
      install(
        chartOf([
          one,
          hookJob('bad', 'pre-install,pre-upgrade', {
            deletePolicy,
            wish: 'fail',
          }),
        ]),
      ),
      upgrade(
        chartOf([
          one,
          hookJob('bad', 'pre-install,pre-upgrade', {
            deletePolicy,
            wish: 'fail',
          }),
        ]),
      ),
    ]),
  ),
  scenario(
    'runs hooks by weight',
    [
      install(chartOf([one, ...weights])),
      upgrade(chartOf([one, ...weights])),
      uninstall(),
    ],
    { isShort: true },
  ),
  scenario('stops at the first of several hooks that fails', [
    install(
      chartOf([
        one,
        configMap('a', {}, hook('post-install', { weight: 1 })),
        hookJob('b', 'post-install', { weight: 2, wish: 'fail' }),
        configMap('c', {}, hook('post-install', { weight: 3 })),
      ]),
    ),
    upgrade(chartOf([one])),
  ]),
  scenario('waits too long for a hook', [
    install(
      chartOf([
        one,
        pod('slow', { wish: 'never-ready', more: hook('pre-install') }),
      ]),
      SHORT_WAIT,
    ),
  ]),
  scenario('runs a pod as a hook', [
    install(chartOf([one, pod('short', { more: hook('pre-install') })])),
    upgrade(
      chartOf([one, pod('bad', { wish: 'fail', more: hook('pre-upgrade') })]),
    ),
  ]),
  scenario('cannot make a hook', [
    install(chartOf([one, configMap('Bad_Name', {}, hook('pre-install'))])),
    install(
      chartOf([one, configMap('Bad_Name', {}, hook('post-install'))]),
      '--replace',
    ),
  ]),
  scenario('runs no hooks', [
    install(chartOf([one, failing('pre-install')]), '--no-hooks'),
    upgrade(chartOf([one, failing('pre-upgrade')]), '--no-hooks'),
    rollback('1 --no-hooks'),
    uninstall('--no-hooks'),
  ]),
  scenario('refuses an event that is none', [
    install(chartOf([one, configMap('odd', {}, hook('pre-nothing'))])),
    install(
      chartOf([one, configMap('odd', {}, hook('pre-install,other'))]),
      '--replace',
    ),
  ]),
  scenario('deletes by a policy that is none', [
    install(
      chartOf([
        one,
        configMap('odd', {}, hook('pre-install', { deletePolicy: 'never' })),
      ]),
    ),
    upgrade(
      chartOf([
        one,
        configMap(
          'odd',
          {},
          hook('pre-upgrade', { deletePolicy: 'hook-succeeded , other' }),
        ),
      ]),
    ),
  ]),
  scenario('keeps a hook by its resource policy', [
    install(
      chartOf([
        one,
        configMap(
          'kept',
          {},
          {
            annotations: {
              ...hook('pre-install').annotations,
              'helm.sh/resource-policy': 'keep',
            },
          },
        ),
      ]),
    ),
    uninstall(),
  ]),
  scenario(
    'runs tests',
    [
      install(chartOf([one, pod('check', { more: hook('test') })])),
      test(),
      test(),
    ],
    { isShort: true },
  ),
  scenario('runs tests by weight', [
    install(
      chartOf([
        one,
        pod('late', { more: hook('test', { weight: 2 }) }),
        pod('early', {
          more: hook('test', { weight: -1, deletePolicy: 'hook-succeeded' }),
        }),
        configMap('helps', {}, hook('test', { weight: 0 })),
      ]),
    ),
    test(),
  ]),
  scenario(
    'a test fails',
    [
      install(
        chartOf([
          one,
          pod('good', { more: hook('test') }),
          pod('later', { more: hook('test', { weight: 3 }) }),
          pod('bad', { wish: 'fail', more: hook('test', { weight: 1 }) }),
        ]),
      ),
      test(),
    ],
    { isShort: true },
  ),
  scenario('a test takes too long', [
    install(
      chartOf([one, pod('slow', { wish: 'never-ready', more: hook('test') })]),
    ),
    test(SHORT_WAIT),
  ]),
  scenario('runs tests by their names', [
    install(
      chartOf([
        one,
        pod('first', { more: hook('test') }),
        pod('second', { more: hook('test') }),
        pod('third', { wish: 'fail', more: hook('test') }),
      ]),
    ),
    test(['--filter', 'name=first']),
    test(['--filter', 'name=first,name=second']),
    test(['--filter', '!name=third']),
    test(['--filter', 'name=none']),
    test(['--filter', 'kind=Pod']),
  ]),
  scenario('tests a release without tests', [install(chartOf([one])), test()]),
  scenario('tests nothing', [test()]),
  scenario('tests a release that is uninstalled', [
    install(chartOf([one, pod('check', { more: hook('test') })])),
    uninstall('--keep-history'),
    test(),
  ]),
  scenario('takes test-success for a test', [
    install(chartOf([one, pod('old', { more: hook('test-success') })])),
    test(),
  ]),
];
