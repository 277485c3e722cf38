/** Random HelmReleases and what happens to them, in the form of cases.mjs. */
import { Random } from '@backstage-gitops/random';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const SERVICE = { apiVersion: 'v1', kind: 'Service' };
/** Three attempts that time out, and as many remediations. */
const STEP_MS = 180_000;
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0'];
/** Jobs and the test of the chart `crash`, which fail where its values name them. */
const FAILING = ['pre', 'post', 'back', 'gone', 'test'];

/** An object of the fields whose chance came up. */
function fields(random, choices) {
  const chosen = Object.entries(choices).filter(([, [share]]) =>
    random.chance(share),
  );
  return Object.fromEntries(
    chosen.map(([name, [, make]]) => [name, make(random)]),
  );
}

const yes = () => true;
const flag = share => [share, yes];
const either = (share, ...values) => [share, random => random.pick(values)];

const strategy = random => ({
  name: random.pick(['RetryOnFailure', 'RemediateOnFailure']),
  // What is tried again later never is within a run.
  ...{ retryInterval: '1h' },
});
const strategyOf = random => {
  const made = strategy(random);
  return made.name === 'RetryOnFailure' ? made : { name: made.name };
};

const remediation = (random, more = {}) =>
  fields(random, {
    retries: either(0.7, 0, 1, 2),
    remediateLastFailure: either(0.5, true, false),
    ignoreTestFailures: either(0.3, true, false),
    ...more,
  });

const common = {
  disableHooks: flag(0.1),
  disableWait: flag(0.1),
  disableWaitForJobs: flag(0.1),
  disableOpenAPIValidation: flag(0.1),
  disableTakeOwnership: flag(0.1),
};

const install = random =>
  fields(random, {
    ...common,
    remediation: [0.7, remediation],
    strategy: [0.25, strategyOf],
    createNamespace: flag(0.2),
    replace: flag(0.1),
    serverSideApply: either(0.2, true, false),
  });

const upgrade = random =>
  fields(random, {
    ...common,
    cleanupOnFail: flag(0.2),
    force: flag(0.1),
    preserveValues: flag(0.15),
    remediation: [
      0.7,
      each =>
        remediation(each, { strategy: either(0.5, 'rollback', 'uninstall') }),
    ],
    strategy: [0.25, strategyOf],
    serverSideApply: either(0.2, 'enabled', 'disabled', 'auto'),
  });

const rollback = random =>
  fields(random, {
    cleanupOnFail: flag(0.3),
    disableHooks: flag(0.2),
    disableWait: flag(0.2),
    recreate: flag(0.1),
    force: flag(0.1),
  });

const uninstall = random =>
  fields(random, {
    keepHistory: flag(0.4),
    disableHooks: flag(0.2),
    disableWait: flag(0.2),
    deletionPropagation: either(0.3, 'background', 'foreground', 'orphan'),
  });

const test = random =>
  fields(random, {
    enable: flag(0.8),
    ignoreFailures: flag(0.3),
    timeout: either(0.2, '30s'),
  });

const driftDetection = random => ({
  mode: random.pick(['enabled', 'warn', 'disabled']),
  ...fields(random, {
    ignore: [
      0.3,
      () => [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }],
    ],
  }),
});

const valuesOf = random => ({
  turn: random.below(1000),
  ...fields(random, {
    fail: [0.4, each => each.some(FAILING, 1, 2)],
    replicas: either(0.3, 1, 2, 3),
    color: either(0.3, 'red', 'green'),
    unready: flag(0.05),
  }),
});

const specOf = random => ({
  timeout: '20s',
  ...fields(random, {
    values: [0.8, valuesOf],
    maxHistory: either(0.5, 0, 1, 2, 3),
    install: [0.8, install],
    upgrade: [0.8, upgrade],
    rollback: [0.4, rollback],
    uninstall: [0.5, uninstall],
    test: [0.5, test],
    driftDetection: [0.5, driftDetection],
    releaseName: either(0.1, 'own-name'),
    commonMetadata: either(0.1, { labels: { team: 'a' } }),
    waitStrategy: either(0.2, { name: 'legacy' }, { name: 'poller' }),
  }),
});

const patchOf = random => {
  const name = random.pick([
    ...['install', 'upgrade', 'rollback', 'uninstall', 'test'],
    ...['driftDetection', 'maxHistory'],
  ]);
  const make = { install, upgrade, rollback, uninstall, test, driftDetection };
  const value = name === 'maxHistory' ? random.below(4) : make[name](random);
  return { spec: { [name]: value } };
};

/** Steps by their weight; each makes the fields of a step of cases.mjs. */
const STEPS = [
  [6, random => ({ name: 'values', values: valuesOf(random) })],
  [3, random => ({ name: 'version', version: random.pick(VERSIONS) })],
  [
    2,
    random => ({
      ...{ name: 'both', version: random.pick(VERSIONS) },
      values: valuesOf(random),
    }),
  ],
  [2, random => ({ name: 'patch', ...patchOf(random) })],
  [1, () => ({ name: 'asked', request: 'requestedAt' })],
  [2, () => ({ name: 'force', request: 'forceAt' })],
  [2, () => ({ name: 'reset', request: 'resetAt' })],
  [
    2,
    random => ({
      ...{ name: 'scaled', request: 'requestedAt', mayFail: true },
      patch: [
        ...[DEPLOYMENT, undefined],
        { spec: { replicas: random.between(4, 6) } },
      ],
    }),
  ],
  [
    1,
    () => ({
      ...{ name: 'dropped', request: 'requestedAt', mayFail: true },
      remove: [SERVICE, undefined],
    }),
  ],
  [
    1,
    () => ({
      ...{ name: 'helm-rollback', request: 'requestedAt', mayFail: true },
      helm: 'rollback RELEASE --force-conflicts',
    }),
  ],
  [
    1,
    () => ({
      ...{ name: 'helm-uninstall', request: 'requestedAt', mayFail: true },
      helm: 'uninstall RELEASE',
    }),
  ],
  [
    1,
    () => ({
      ...{ name: 'helm-upgrade', request: 'requestedAt', mayFail: true },
      helm: 'upgrade RELEASE CHARTS/crash-1.1.0.tgz --force-conflicts --set turn=5000',
    }),
  ],
  [1, () => ({ name: 'suspend', spec: { suspend: true }, isSuspended: true })],
];

function stepsOf(random, release, spec) {
  const steps = [];
  for (let count = random.between(2, 5); count > 0; count -= 1) {
    const step = random.weighted(STEPS)(random);
    // A watch of ours sees the work of a person's helm in the middle of it.
    const isWatched = [spec, ...steps.map(each => each.spec)].some(
      each => each?.driftDetection,
    );
    if (step.helm && isWatched) continue;
    for (const field of ['patch', 'remove']) {
      if (step[field]) step[field][1] = release;
    }
    step.helm = step.helm?.replace('RELEASE', release);
    steps.push(step);
    if (step.isSuspended) {
      steps.push({
        name: 'behind',
        values: valuesOf(random),
        isSuspended: true,
      });
      steps.push({ name: 'resume', spec: { suspend: false } });
    }
  }
  const { values } = steps.findLast(step => step.values) ?? spec;
  // A release whose hook of deletion fails never goes.
  const canGo = !values?.fail?.includes('gone');
  if (canGo && random.chance(0.4)) steps.push({ name: 'delete', delete: true });
  return steps.map((step, index) => ({
    ...step,
    name: `${step.name}-${index}`,
  }));
}

/**
 * @param seed - the same gives the same case
 * @param name - of its namespace and HelmRelease
 */
export function randomCase(seed, name) {
  const random = new Random(seed);
  const spec = specOf(random);
  const steps = stepsOf(random, spec.releaseName ?? name, spec);
  return {
    ...{ chart: 'crash', version: random.pick(VERSIONS), spec, steps },
    ...{ isRandom: true, stepMs: STEP_MS },
  };
}
