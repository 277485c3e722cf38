/**
 * Compares three-way patches of random objects with those of Kubernetes' Go
 * library: what the live object becomes by ours is what it becomes by theirs.
 *
 *   node packages/helm-release/scripts/fuzz-patches.mjs [--seed 1] [--rounds 20000]
 *
 * Needs Go (for the judge in test/oracle/strategic-patch). Prints what differs;
 * the exit code is 1 when something does.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../test/oracle/goProgram.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { LineServer } from '../../../test/oracle/LineServer.mjs';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '20000' },
  },
});
/** Of the smallest cases that differ. */
const SHOWN = 3;
const random = new Random(options.seed);
const { chance, pick, some, between } = random;
const here = dirname(fileURLToPath(import.meta.url));
const { createThreeWayPatch } = await load(
  join(here, '../src/patch/createThreeWayPatch.ts'),
);

const NAMES = ['a', 'b', 'c', 'd'];
const text = () => pick(['x', 'y', 'z', '']);
const maybe = (share, fields) => (chance(share) ? fields() : {});
const listOf = make => some(NAMES, 0, 4).map(make);
const texts = () => Object.fromEntries(listOf(name => [name, text()]));

function volume(name) {
  return {
    name,
    ...pick([
      () => ({ emptyDir: maybe(0.5, () => ({ medium: text() })) }),
      () => ({
        secret: {
          secretName: text(),
          ...maybe(0.5, () => ({ defaultMode: 420 })),
        },
      }),
      () => ({
        configMap: {
          name: text(),
          items: listOf(key => ({ key, path: text() })),
        },
      }),
    ])(),
  };
}

function container(name) {
  return {
    name,
    image: text(),
    ...maybe(0.5, () => ({ args: listOf(text) })),
    ...maybe(0.7, () => ({
      env: listOf(env => ({
        name: env,
        ...pick([
          () => ({ value: text() }),
          () => ({ valueFrom: { fieldRef: { fieldPath: text() } } }),
        ])(),
      })),
    })),
    ...maybe(0.5, () => ({
      ports: some([80, 81, 443], 0, 3).map(containerPort => ({
        containerPort,
        ...maybe(0.5, () => ({ protocol: 'TCP' })),
        ...maybe(0.3, () => ({ name: text() })),
      })),
    })),
    ...maybe(0.5, () => ({
      volumeMounts: listOf(mount => ({ name: text(), mountPath: `/${mount}` })),
    })),
    ...maybe(0.5, () => ({
      resources: {
        limits: texts(),
        ...maybe(0.5, () => ({ requests: texts() })),
      },
    })),
    ...maybe(0.2, () => ({ livenessProbe: null })),
  };
}

function podSpec() {
  return {
    containers: listOf(container),
    ...maybe(0.3, () => ({ initContainers: listOf(container) })),
    ...maybe(0.5, () => ({ volumes: listOf(volume) })),
    ...maybe(0.3, () => ({ imagePullSecrets: listOf(name => ({ name })) })),
    ...maybe(0.3, () => ({
      tolerations: listOf(key => ({ key, operator: text() })),
    })),
    ...maybe(0.3, () => ({
      hostAliases: listOf(ip => ({ ip, hostnames: listOf(text) })),
    })),
    ...maybe(0.3, () => ({ nodeSelector: texts() })),
  };
}

function metadata() {
  return {
    name: 'web',
    ...maybe(0.5, () => ({ labels: texts() })),
    ...maybe(0.5, () => ({ annotations: texts() })),
    ...maybe(0.3, () => ({ finalizers: listOf(name => name) })),
    ...maybe(0.2, () => ({
      ownerReferences: listOf(uid => ({ uid, name: text() })),
    })),
  };
}

const KINDS = [
  () => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: {
      replicas: between(0, 3),
      ...maybe(0.5, () => ({
        strategy: {
          type: text(),
          ...maybe(0.5, () => ({ rollingUpdate: texts() })),
        },
      })),
      template: { metadata: metadata(), spec: podSpec() },
    },
  }),
  () => ({
    apiVersion: 'v1',
    kind: 'Service',
    spec: {
      selector: texts(),
      ports: some([80, 81, 443], 0, 3).map(port => ({
        port,
        name: text(),
        ...maybe(0.5, () => ({ targetPort: pick([80, 'web']) })),
      })),
      ...maybe(0.3, () => ({ externalIPs: listOf(ip => ip) })),
    },
  }),
  () => ({ apiVersion: 'v1', kind: 'ConfigMap', data: texts() }),
  () => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    secrets: listOf(name => ({ name })),
    imagePullSecrets: listOf(name => ({ name })),
  }),
  () => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    rules: listOf(verb => ({ verbs: [verb], resources: listOf(text) })),
  }),
];

/** The parts of an object now and then taken from another of its kind. */
function mutate(value, other) {
  if (chance(0.1)) return other;
  if (Array.isArray(value) && Array.isArray(other)) {
    return chance(0.5) ? value : other;
  }
  const isObject = item => typeof item === 'object' && item !== null;
  if (!isObject(value) || !isObject(other)) return chance(0.8) ? value : other;
  const keys = Object.keys({ ...value, ...other });
  return Object.fromEntries(
    keys.flatMap(key => {
      const mutated =
        key in value && key in other
          ? mutate(value[key], other[key])
          : pick([value, value, other])[key];
      return mutated === undefined ? [] : [[key, mutated]];
    }),
  );
}

function triple() {
  const make = pick(KINDS);
  const one = () => ({ ...make(), metadata: metadata() });
  const { apiVersion, kind } = make();
  const original = one();
  const as = object => ({ ...object, apiVersion, kind });
  return {
    original,
    modified: as(mutate(original, one())),
    current: as(mutate(original, one())),
  };
}

function ours({ original, modified, current }) {
  try {
    const options1 = { threeWayMergeForUnstructured: false };
    return createThreeWayPatch(original, modified, current, options1);
  } catch (error) {
    return { error: error.message };
  }
}

const judge = new LineServer(goProgram('strategic-patch'));
const found = [];
let [refusals, unchanged] = [0, 0];
for (let round = 0; round < Number(options.rounds); round++) {
  const given = triple();
  const theirs = await judge.ask(JSON.stringify(given));
  const { patch, error } = ours(given);
  const made = error
    ? { error }
    : await judge.ask(JSON.stringify({ current: given.current, patch }));
  if (theirs.error) refusals += 1;
  const isEmpty = theirs.patch && Object.keys(theirs.patch).length === 0;
  if (isEmpty) unchanged += 1;
  const isEqual = theirs.error
    ? Boolean(made.error)
    : isDeepStrictEqual(theirs.result, made.result) &&
      isEmpty === (Object.keys(patch).length === 0);
  if (!isEqual) found.push({ given, theirs, patch, made });
}
judge.close();
found.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
for (const difference of found.slice(0, SHOWN)) {
  process.stdout.write(`${JSON.stringify(difference, undefined, 1)}\n`);
}
process.stdout.write(
  `${options.rounds} objects (${refusals} refused by Go, ${unchanged} unchanged), ${found.length} differences\n`,
);
process.exitCode = found.length > 0 ? 1 : 0;
