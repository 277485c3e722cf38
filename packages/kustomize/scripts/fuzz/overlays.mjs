// Random trees of kustomizations: bases, components, overlays, diamonds.
import { emit } from './emit.mjs';
import { makeMistake } from './mistakes.mjs';
import { fieldsOf } from './model.mjs';
import {
  API_VERSIONS,
  KINDS,
  MAKERS,
  NAMES,
  NAMESPACES,
  dress,
  layOut,
} from './objects.mjs';
import { Random } from '@backstage-gitops/random';
import { GENERATOR_STEPS } from './steps/generators.mjs';
import { NAME_STEPS } from './steps/names.mjs';
import { PATCH_STEPS } from './steps/patches.mjs';
import { PLUGIN_STEPS } from './steps/plugins.mjs';
import { REFERENCE_STEPS } from './steps/references.mjs';
import { SETTING_STEPS } from './steps/settings.mjs';

const STEPS = Object.values({
  ...NAME_STEPS,
  ...GENERATOR_STEPS,
  ...PATCH_STEPS,
  ...REFERENCE_STEPS,
  ...SETTING_STEPS,
  ...PLUGIN_STEPS,
});

/** What the makers of one build share. */
class Build {
  files = {};
  counter = 0;

  constructor(seed) {
    this.r = new Random(seed);
  }

  next = () => {
    this.counter += 1;
    return this.counter;
  };
}

/**
 * The files of one random build. One in ten holds a mistake.
 * @returns {{ files: Record<string, string>, top: string }} path → text, and the directory to build
 */
export function randomBuild(seed) {
  const build = new Build(seed);
  const { r } = build;
  const shared = { objects: [], directories: [] };
  const bases = Array.from({ length: 1 + r.below(2) }, (_, i) =>
    writeBase(build, `base${i}`),
  );
  if (r.chance(0.35))
    addComponents(
      build,
      shared,
      bases.flatMap(base => base.objects),
    );
  let below = bases;
  const levels = 1 + r.below(3);
  for (let level = 0; level < levels; level++)
    below = [
      writeLevel(build, below, level, level === 0 ? shared.directories : []),
    ];
  const [{ directory }] = below;
  if (r.chance(0.1)) makeMistake(r, build.files);
  return { files: build.files, top: directory };
}

const NEVER_RENAMED = ['CustomResourceDefinition', 'Namespace'];

/** What an object is called above an overlay. */
function moved(object, { namePrefix = '', nameSuffix = '', namespace }) {
  return {
    ...object,
    name: namePrefix + object.name + nameSuffix,
    namespace: namespace ?? object.namespace,
  };
}

/** One overlay, or several side by side over the same bases and one above them. */
function writeLevel(build, below, level, components) {
  const { r } = build;
  const name = `over${level}`;
  const include = { resources: below, components };
  const isShareable = [...below, ...components].every(
    ({ objects, hasVars }) =>
      !hasVars && !objects.some(({ kind }) => NEVER_RENAMED.includes(kind)),
  );
  if (!r.chance(isShareable ? 0.3 : 0.02))
    return writeKustomization(build, name, include);
  const sides = Array.from({ length: 2 + r.below(2) }, (_, i) => {
    const apart = r.pick([
      { namePrefix: `${'abc'[i]}-` },
      { nameSuffix: `-${'abc'[i]}` },
      { namePrefix: `${'abc'[i]}-`, namespace: `ns-${'abc'[i]}` },
    ]);
    const side = writeKustomization(build, `${name}-${i}`, {
      ...include,
      fields: apart,
    });
    return { ...side, objects: side.objects.map(o => moved(o, apart)) };
  });
  return writeKustomization(build, name, { resources: sides });
}

function writeBase(build, directory) {
  const { r, files } = build;
  const objects = randomObjects(build, directory);
  const paths = [];
  if (r.chance(0.15)) {
    for (const { text } of objects) {
      const path = `one-${build.next()}.yaml`;
      files[`${directory}/${path}`] = dress(r, `${text}\n`);
      paths.push(path);
    }
  } else {
    files[`${directory}/objects.yaml`] = layOut(
      r,
      objects.map(({ text }) => text),
    );
    paths.push('objects.yaml');
  }
  return writeKustomization(build, directory, { paths, own: objects });
}

function randomObjects({ r }, directory) {
  const seen = new Set();
  const objects = [];
  for (let i = r.below(5); i >= 0; i--) {
    const kind = r.pick(KINDS);
    const name = r.pick(NAMES) + (directory === 'base0' ? '' : '-b');
    const namespace = /^(Cluster|Namespace|Custom)/.test(kind)
      ? ''
      : r.pick(NAMESPACES);
    const key = `${kind}/${name}/${namespace || 'default'}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const text = MAKERS[kind](r, name, namespace);
    objects.push({
      kind,
      name,
      namespace,
      apiVersion: API_VERSIONS[kind],
      text,
      fields: fieldsOf(text),
    });
  }
  return objects;
}

function addComponents(build, shared, objects) {
  const { r } = build;
  const count = 1 + r.below(2);
  for (let i = 0; i < count; i++) {
    const own = r.chance(0.3)
      ? randomObjects(build, `component${i}`).map(object => rename(object, i))
      : [];
    const paths = own.length > 0 ? ['objects.yaml'] : [];
    const directory = `component${i}`;
    if (own.length > 0)
      build.files[`${directory}/objects.yaml`] = layOut(
        r,
        own.map(({ text }) => text),
      );
    const components = i > 0 && r.chance(0.2) ? [shared.directories.pop()] : [];
    shared.directories.push(
      writeKustomization(build, directory, {
        paths,
        own,
        components,
        around: objects,
        isComponent: true,
      }),
    );
  }
}

/** The same object by a name that no base has. */
function rename(object, i) {
  const name = `${object.name}-c${i}`;
  const text = object.text.replace(
    `\n  name: ${object.name}\n`,
    `\n  name: ${name}\n`,
  );
  return { ...object, name, text, fields: fieldsOf(text) };
}

const FILE_NAMES = [
  'kustomization.yaml',
  'kustomization.yaml',
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** Writes one kustomization and gives the objects that it will show. */
function writeKustomization(build, directory, options) {
  const { r, files, next } = build;
  const {
    resources = [],
    components = [],
    paths = [],
    own = [],
    around = [],
    fields = {},
    isComponent = false,
  } = options;
  const k = { ...fields };
  const below = resources.map(
    ({ directory: path }) => `../${path}${r.chance(0.1) ? '/' : ''}`,
  );
  const isOld = r.chance(0.08);
  if (isOld && below.length > 0) k.bases = below;
  const listed = k.bases === undefined ? [...below, ...paths] : paths;
  if (listed.length > 0)
    k.resources = r.chance(0.9)
      ? listed
      : listed.map(path => (path.startsWith('.') ? path : `./${path}`));
  if (components.length > 0)
    k.components = components.map(({ directory: path }) => `../${path}`);
  const objects = [...resources, ...components]
    .flatMap(({ objects: list }) => list)
    .concat(own, around);
  const context = {
    k,
    files,
    directory,
    objects: [...new Set(objects)],
    next,
    isOld,
  };
  for (const step of r.some(STEPS, isComponent ? 1 : 0, 3)) step(r, context);
  if (Object.keys(k).length === 0) k.commonAnnotations = { z: 'z' };
  Object.assign(k, fields);
  const name = r.pick(FILE_NAMES);
  files[`${directory}/${name}`] = kustomizationText(r, k, isComponent);
  const hasVars = [...resources, ...components].some(part => part.hasVars);
  return {
    directory,
    objects: context.objects,
    hasVars: hasVars || k.vars !== undefined,
  };
}

function kustomizationText(r, k, isComponent) {
  const group = 'kustomize.config.k8s.io';
  const head = r.chance(0.4)
    ? { apiVersion: `${group}/v1beta1`, kind: 'Kustomization' }
    : {};
  const own = isComponent
    ? { apiVersion: `${group}/v1alpha1`, kind: 'Component' }
    : head;
  const text = emit(r, { ...own, ...k });
  if (r.chance(0.04)) return `\ufeff${text}`;
  if (r.chance(0.04)) return text.replace(/\n/g, '\r\n');
  return r.chance(0.05) ? `# of the team\n---\n${text}` : text;
}
