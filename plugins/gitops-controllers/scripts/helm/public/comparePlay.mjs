/** One chart on both sides, and what differs. */
import { cleanUp } from './cleanUp.mjs';
import { findRandom } from './random.mjs';
import { keyOf, pathsOf, plainObject } from './snapshot.mjs';

const STEPS = ['install', 'upgrade'];
/** Hashes of what is random, and what is filled in by programs that do not run. */
const OF_RANDOM = /checksum|\.caBundle|hash/i;
/** Helm 4.1 keeps nulls of a chart's values, which Flux's Helm 4.2 drops. */
const isNullOfDefaults = (path, a, b) =>
  path.startsWith('.metadata.managers') &&
  a === undefined &&
  JSON.stringify(b) === '{}';
/** The labels of a HelmRelease are a post-renderer's, which ends a literal block where the template ended it. */
const isLastLineBreak = (a, b) =>
  typeof a === 'string' && typeof b === 'string' && `${a}\n` === b;
const short = value => JSON.stringify(value)?.slice(0, 160);

/** Lines that say how the objects of two maps differ; random paths are counted. */
function compareObjects(step, ours, theirs, isRandom, random) {
  const faults = [];
  for (const key of ours.keys()) {
    if (!theirs.has(key)) faults.push(`${step}: only ours has ${key}`);
  }
  for (const [key, object] of theirs) {
    const own = ours.get(key);
    if (!own) {
      faults.push(`${step}: ours lacks ${key}`);
      continue;
    }
    for (const [path, a, b] of pathsOf(plainObject(own), plainObject(object))) {
      if (isNullOfDefaults(path, a, b) || isLastLineBreak(a, b)) continue;
      const isExpected = isRandom(object, path) || OF_RANDOM.test(path);
      if (isExpected)
        random.add(`${object.kind} ${object.metadata.name}${path}`);
      else
        faults.push(
          `${step}: ${key} ${path}: ours ${short(a)}, helm ${short(b)}`,
        );
    }
  }
  return faults;
}

/** What a correction or a rollback has not brought back. */
function compareWithBefore(step, before, after, isRandom = () => false) {
  const faults = [];
  const withoutManagers = object => {
    const { metadata, ...rest } = plainObject(object);
    const { managers: _managers, ...kept } = metadata;
    return { ...rest, metadata: kept };
  };
  for (const [key, object] of before) {
    const now = after.get(key);
    if (!now) {
      faults.push(`${step}: ${key} is gone`);
      continue;
    }
    for (const [path, a, b] of pathsOf(
      withoutManagers(object),
      withoutManagers(now),
    )) {
      if (isRandom(object, path)) continue;
      faults.push(`${step}: ${key} ${path}: was ${short(a)}, is ${short(b)}`);
    }
  }
  for (const key of after.keys()) {
    if (!before.has(key)) faults.push(`${step}: ${key} is new`);
  }
  return faults;
}

/** As Flux does, an upgrade applies definitions of crds/ as well, and nothing takes them back. */
function withoutKept(objects, left) {
  return new Map(
    [...(objects ?? [])].filter(
      ([key, { kind }]) =>
        kind !== 'CustomResourceDefinition' || !left?.has(key),
    ),
  );
}

/** A hook runs again with each action, and leaves what it left. */
const isHook = object => object.metadata.annotations?.['helm.sh/hook'];
const withoutHooks = objects =>
  new Map([...objects].filter(([, object]) => !isHook(object)));

function compareSides(own, real, isRandom, random) {
  const left = real.objects.uninstall;
  return [...STEPS, 'uninstall'].flatMap(step => {
    const [a, b] = [own.objects[step], real.objects[step]];
    if (!a || !b) return [];
    const sides =
      step === 'install'
        ? [a, b]
        : [withoutKept(a, left), withoutKept(b, left)];
    return compareObjects(step, ...sides, isRandom, random);
  });
}

function compareErrors(own, real) {
  const faults = [];
  for (const step of STEPS) {
    const [a, b] = [own[step], real[step]];
    if (a && !b) faults.push(`${step} failed: ${a}`);
    if (b && !a) faults.push(`${step}: only helm failed: ${b}`);
    // What was not installed cannot be uninstalled by helm.
    if (a && b) return faults;
  }
  for (const step of ['drift', 'rollback', 'again', 'uninstall']) {
    if (own[step]) faults.push(`${step} failed: ${own[step]}`);
  }
  if (real.uninstall) faults.push(`uninstall: helm failed: ${real.uninstall}`);
  return faults;
}

const isRandomOrHash = isRandom => (object, path) =>
  isRandom(object, path) || OF_RANDOM.test(path);

/** The objects are those of the upgrade after drift, rollback, and what follows it. */
function compareCorrections({ objects }, left, isRandom) {
  const plain = each => withoutKept(withoutHooks(each), left);
  return ['drift', 'rollback', 'again']
    .filter(step => objects[step])
    .flatMap(step =>
      compareWithBefore(
        ...[step, plain(objects.upgrade), plain(objects[step])],
        // Only the last one renders the chart again.
        step === 'again' ? isRandomOrHash(isRandom) : undefined,
      ),
    );
}

/**
 * @param chart - `publisher`, `name` and two `versions`
 * @returns faults, counts and a line for people
 */
export async function comparePlay({ ours, helm, chart, values, valuesFile }) {
  const { name, publisher, versions } = chart;
  const pair =
    versions.length > 1 ? versions.slice(-2) : [versions[0], versions[0]];
  const namespace = `${publisher}-${name}`;
  const start = Date.now();
  const [own, real, isRandom] = await Promise.all([
    ours.play(pair, namespace, values),
    helm.play(pair, namespace, valuesFile),
    findRandom(helm.helm, pair[1], namespace, valuesFile).catch(
      () => () => false,
    ),
  ]);
  const random = new Set();
  const faults = [
    ...compareSides(own, real, isRandom, random),
    ...compareErrors(own.errors, real.errors),
    ...compareCorrections(own, real.objects.uninstall, isRandom),
  ];
  const isRefusedByBoth = STEPS.some(
    step => own.errors[step] && real.errors[step],
  );
  await Promise.all([
    cleanUp(ours, own.objects.uninstall, namespace),
    cleanUp(helm, real.objects.uninstall, namespace),
  ]);
  const count = real.objects.upgrade?.size ?? 0;
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  const left = [...(real.objects.uninstall ?? new Map()).values()].map(keyOf);
  const both = isRefusedByBoth
    ? `, refused by both: ours ${short(own.errors)}, helm ${short(real.errors)}`
    : '';
  return {
    ...{ publisher, name, versions: pair.map(({ version }) => version) },
    ...{ source: pair[0].source, count, faults, isRefusedByBoth },
    ...{ errors: { ours: own.errors, helm: real.errors }, drift: own.drift },
    ...{ rollback: own.rollback, random: [...random], left },
    compared: STEPS.reduce(
      (sum, step) => sum + (real.objects[step]?.size ?? 0),
      0,
    ),
    line: `${faults.length ? 'FAULT' : 'ok'} ${publisher}/${name} ${pair
      .map(({ version }) => version)
      .join(' → ')}: ${count} objects, ${random.size} random paths, ${
      left.length
    } left${both} (${seconds} s)`,
  };
}
