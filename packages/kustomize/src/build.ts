import { Accumulator } from './accumulator';
import { BuildState } from './buildState';
import { isKustomizeError, KustomizeError } from './errors';
import type { FileSystem } from './fileSystem';
import type { SortSettings } from './load/kustomizationTypes';
import { Loader } from './load/loader';
import { RemoteNeeded, RemoteStore } from './load/remoteStore';
import { DEFAULT_LIMITS, type BuildOptions, type BuildResult } from './options';
import { fixNameReferences } from './refs/nameReferences';
import { resolveVars } from './refs/vars';
import * as anno from './resources/annotations';
import type { Resource } from './resources/resource';
import type { ResourceMap } from './resources/resourceMap';
import { Target } from './target';
import { hashTransformer } from './transformers/hash';
import { mapEntriesTransformer } from './transformers/labels';
import { sortTransformer } from './transformers/sortOrder';
import { requireMetadata } from './resources/metadata';

/**
 * Builds the kustomization in directory `path` as `kustomize build` does.
 * @param path - absolute POSIX path, or a repository URL for the fetcher
 * @throws KustomizeError - with a code for what failed
 */
export async function buildKustomization(
  fs: FileSystem,
  path: string,
  options: BuildOptions = {},
): Promise<BuildResult> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const remotes = new RemoteStore(options.fetcher, limits.remotes);
  for (;;) {
    try {
      return build(
        fs,
        path,
        new BuildState(options, { limits, remotes, totalBytes: 0 }),
      );
    } catch (error) {
      if (!(error instanceof RemoteNeeded)) throw readable(error);
      await remotes.fetch(error.request);
    }
  }
}

/**
 * The same for a kustomization whose files are all there, without waiting.
 * @throws KustomizeError - code `remote`: it names something remote
 */
export function buildLocalKustomization(
  fs: FileSystem,
  path: string,
  options: Omit<BuildOptions, 'fetcher'> = {},
): BuildResult {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const remotes = new RemoteStore(undefined, limits.remotes);
  try {
    return build(
      fs,
      path,
      new BuildState(options, { limits, remotes, totalBytes: 0 }),
    );
  } catch (error) {
    throw readable(
      error instanceof RemoteNeeded
        ? new KustomizeError('remote', 'remote references are not allowed')
        : error,
    );
  }
}

/** The whole order of a build. */
function build(fs: FileSystem, path: string, state: BuildState): BuildResult {
  const { options } = state;
  const restrictor = options.loadRestrictor ?? 'LoadRestrictionsRootOnly';
  const loader = Loader.atTop(fs, path, restrictor, state.loading);
  const target = new Target(loader, state, { isTop: true, helmNamespace: '' });
  const settings = target.kustomization;
  state.chooseSchema(settings.openapi, file => loader.load(file), true);
  const gathered = target.accumulate();
  finishReferences(gathered, state);
  dropLocalConfigs(gathered.map, state);
  sort(gathered.map, settings.sortOptions, options);
  const has = (option: string) =>
    settings.buildMetadata?.includes(option) ?? false;
  if (options.addManagedByLabel || has('managedByLabel'))
    addManagedByLabel(gathered.map);
  removeBuildAnnotations(gathered.map.resources, {
    keepOrigin: has('originAnnotations'),
    keepTransformations: has('transformerAnnotations'),
  });
  const { resources } = gathered.map;
  return {
    resources,
    warnings: state.warnings,
    yaml: () => resources.map(resource => resource.yaml()).join('---\n'),
  };
}

/** What must wait until all names are known: hashes, references, vars. */
function finishReferences(
  { map, config, vars }: Accumulator,
  state: BuildState,
): void {
  hashTransformer(map);
  fixNameReferences(map.resources, config.nameReference);
  const unused = resolveVars(map.resources, vars.vars, config.varReference);
  if (unused.length > 0) {
    state.warnings.push(
      `well-defined vars that were never replaced: ${unused.join(',')}`,
    );
  }
}

/** Also finds objects that patches have given one identity. */
function dropLocalConfigs(map: ResourceMap, state: BuildState): void {
  if (state.includeLocalConfigs) return;
  const isKept = (resource: Resource) => {
    requireMetadata(resource.node);
    const local = resource.annotations.get(anno.LOCAL_CONFIG);
    return local === undefined || local === 'false';
  };
  const kept = map.resources.filter(isKept);
  map.clear();
  map.appendAll(kept);
}

function sort(
  map: ResourceMap,
  settings: SortSettings | undefined,
  { reorder = 'legacy' }: BuildOptions,
): void {
  if (settings !== undefined) sortTransformer(settings)(map);
  else if (reorder === 'legacy') sortTransformer({ order: 'legacy' })(map);
}

function addManagedByLabel(map: ResourceMap): void {
  const labels = new Map([
    ['app.kubernetes.io/managed-by', 'kustomize-v5.8.1'],
  ]);
  mapEntriesTransformer(labels, [
    { path: 'metadata/labels', create: true, kind: '', group: '', version: '' },
  ])(map);
}

/** Also writes every annotation as a string, as kustomize does. */
function removeBuildAnnotations(
  resources: readonly Resource[],
  keep: { keepOrigin: boolean; keepTransformations: boolean },
): void {
  for (const resource of resources) {
    const values = new Map(resource.annotations);
    for (const key of anno.BUILD_ANNOTATIONS) values.delete(key);
    if (!keep.keepOrigin) values.delete(anno.ORIGIN);
    if (!keep.keepTransformations) values.delete(anno.TRANSFORMATIONS);
    const isUntouched =
      values.size === 0 &&
      resource.annotations.size === 0 &&
      keep.keepOrigin &&
      keep.keepTransformations;
    if (!isUntouched) resource.setAnnotations(values);
  }
}

/**
 * A fault of this engine itself is told as such, without a stack trace; no
 * message shows the password of a remote reference.
 */
function readable(error: unknown): unknown {
  if (error instanceof RangeError) {
    return new KustomizeError('limit', 'the input nests too deeply', {
      cause: error,
    });
  }
  if (!isKustomizeError(error) || !PASSWORD.test(error.message)) return error;
  const { code, message, file, line, column } = error;
  return new KustomizeError(code, message.replace(PASSWORDS, '$1xxxxx@'), {
    file: file?.replace(PASSWORDS, '$1xxxxx@'),
    line,
    column,
  });
}

const PASSWORD = /:\/\/[^\s/@:]*:[^\s/@]*@/;
const PASSWORDS = /(:\/\/[^\s/@:]*:)[^\s/@]*@/g;
