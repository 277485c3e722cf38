import { Accumulator } from './accumulator';
import type { BuildState } from './buildState';
import { readConfigurations } from './config/readConfigurations';
import { readCrds } from './config/readCrds';
import { KustomizeError, isKustomizeError, withPrefix } from './errors';
import { loadKustomizationFile } from './load/kustomizationFile';
import type { Kustomization } from './load/kustomizationTypes';
import type { Loader } from './load/loader';
import { joinPath } from './load/path';
import { HttpStatusError } from './load/remoteStore';
import { readResources } from './load/readResources';
import {
  configureGenerators,
  configureTransformers,
} from './plugins/externalPlugins';
import {
  fieldGenerators,
  fieldTransformers,
  type OriginOf,
} from './plugins/fieldPlugins';
import { inFile } from './plugins/patchPlugins';
import {
  addGeneratorOrigin,
  addTransformation,
  annotateOrigin,
  appendOrigin,
  type Origin,
} from './resources/origin';
import type { Resource } from './resources/resource';
import { ResourceMap } from './resources/resourceMap';
import { runValidator } from './validators/unchanged';

/** What an including kustomization hands down. */
interface Inherited {
  /** The top decides by its `buildMetadata` whether origins are recorded. */
  readonly isTop?: boolean;
  /** Set when origins are recorded. */
  readonly origin?: Origin;
  /** Namespace for Helm charts that have none. */
  readonly helmNamespace: string;
}

/** One kustomization: its file, its directory, and the order of its steps. */
export class Target {
  readonly kustomization: Kustomization;
  private readonly fileName: string;
  private readonly inherited: Inherited;

  /** @throws KustomizeError - missing-kustomization, invalid-kustomization, limit */
  constructor(
    private readonly loader: Loader,
    private readonly state: BuildState,
    inherited: Inherited,
  ) {
    const { limits } = state.loading;
    state.kustomizations += 1;
    if (state.kustomizations > limits.kustomizations) {
      throw new KustomizeError(
        'limit',
        `a build may visit ${limits.kustomizations} kustomizations, '${loader.root}' is one more`,
      );
    }
    const loaded = loadKustomizationFile(
      name => loader.tryLoad(name),
      loader.root,
    );
    this.kustomization = loaded.kustomization;
    this.fileName = loaded.fileName;
    state.warnings.push(...loaded.warnings);
    const startsRecording =
      inherited.isTop && (loaded.kustomization.buildMetadata ?? []).length > 0;
    this.inherited = startsRecording ? { ...inherited, origin: {} } : inherited;
  }

  /** Gathers all objects; `into` is the accumulator of the parent for a Component. */
  accumulate(into = new Accumulator(this.state)): Accumulator {
    const { kustomization: k, loader } = this;
    const load = (path: string) => loader.load(path);
    let gathered = into;
    withPrefix('accumulating resources', () =>
      this.addResources(gathered, k.resources ?? []),
    );
    gathered.addConfig(readConfigurations(k.configurations ?? [], load));
    const crds = withPrefix(`loading CRDs [${(k.crds ?? []).join(' ')}]`, () =>
      readCrds(k.crds ?? [], load),
    );
    gathered.addConfig(crds);
    this.runGenerators(gathered);
    gathered = withPrefix('accumulating components', () =>
      this.addComponents(gathered, k.components ?? []),
    );
    this.runTransformers(gathered);
    this.runValidators(gathered);
    gathered.addVars(k.vars ?? []);
    return gathered;
  }

  private addResources(into: Accumulator, paths: readonly string[]): void {
    for (const path of paths) {
      const fault = this.tryFile(into, path);
      if (fault !== undefined) this.addDirectory(into, path, fault);
    }
  }

  /** Adds the objects of a file; a fault is given back: it may be a directory. */
  private tryFile(into: Accumulator, path: string): KustomizeError | undefined {
    try {
      const content = this.loader.load(path);
      const resources = inFile(path, () =>
        readResources(content, this.state, path),
      );
      const own = new ResourceMap(this.state.context, resources);
      this.annotate(own.resources, path);
      withPrefix(`merging resources from '${path}'`, () =>
        into.map.appendAll(own.resources),
      );
      return undefined;
    } catch (error) {
      if (!isKustomizeError(error) || error.code === 'limit') throw error;
      if (error instanceof HttpStatusError) {
        throw error.wrap(`accumulating resources from '${path}'`);
      }
      return error.message.startsWith('merging resources')
        ? error
        : error.wrap(`accumulating resources from '${path}'`);
    }
  }

  private annotate(resources: readonly Resource[], path: string): void {
    if (this.inherited.origin === undefined) return;
    const origin = appendOrigin(this.inherited.origin, path);
    for (const resource of resources) annotateOrigin(resource, origin);
  }

  private addDirectory(
    into: Accumulator,
    path: string,
    fault: KustomizeError,
  ): void {
    let loader: Loader;
    try {
      loader = this.loader.open(path);
    } catch (error) {
      if (!isKustomizeError(error)) throw error;
      if (fault.message.includes('MalformedYAMLError')) throw fault;
      throw preferred(error, fault);
    }
    try {
      const gathered = this.included(
        loader,
        path,
        'Kustomization',
      ).accumulateIncluded();
      withPrefix(`recursed merging from path '${loader.root}'`, () =>
        into.absorb(gathered),
      );
    } catch (error) {
      throw isKustomizeError(error) ? preferred(error, fault) : error;
    }
  }

  private addComponents(
    into: Accumulator,
    paths: readonly string[],
  ): Accumulator {
    return paths.reduce((gathered, path) => {
      const loader = quoted('loader.New', () => this.loader.open(path));
      return quoted('accumulateDirectory:', () => {
        const component = this.included(loader, path, 'Component');
        const result = new Accumulator(this.state);
        const included = component.accumulateIncluded(gathered);
        withPrefix(`recursed merging from path '${loader.root}'`, () =>
          result.absorb(included),
        );
        return result;
      });
    }, into);
  }

  private included(loader: Loader, path: string, kind: string): Target {
    const { origin, helmNamespace } = this.inherited;
    const target = withPrefix(
      `couldn't make target for path '${loader.root}'`,
      () =>
        new Target(loader, this.state, {
          origin: origin && appendOrigin(origin, path),
          helmNamespace: this.kustomization.namespace || helmNamespace,
        }),
    );
    this.state.chooseSchema(
      target.kustomization.openapi,
      file => loader.load(file),
      false,
    );
    const actual = target.kustomization.kind;
    if (kind === 'Component' && actual !== 'Component') {
      throw new KustomizeError(
        'invalid-kustomization',
        `expected kind 'Component' for path '${loader.root}' but got '${actual}'`,
      );
    }
    if (kind !== 'Component' && actual === 'Component') {
      throw new KustomizeError(
        'invalid-kustomization',
        `expected kind != 'Component' for path '${loader.root}'`,
      );
    }
    return target;
  }

  private accumulateIncluded(into?: Accumulator): Accumulator {
    return withPrefix(
      `recursed accumulation of path '${this.loader.root}'`,
      () => this.accumulate(into),
    );
  }

  private runGenerators(into: Accumulator): void {
    const plugin = { loader: this.loader, state: this.state };
    const own = fieldGenerators(
      this.kustomization,
      plugin,
      this.originOf,
      this.inherited.helmNamespace,
    );
    const configs = this.pluginConfigs(this.kustomization.generators ?? []);
    const external = withPrefix('loading generator plugins', () =>
      configureGenerators(configs, plugin),
    );
    for (const { generate, origin } of [...own, ...external]) {
      const resources = generate();
      addGeneratorOrigin(resources, origin);
      withPrefix('merging from generator', () => into.map.absorbAll(resources));
    }
  }

  private runTransformers(into: Accumulator): void {
    const plugin = { loader: this.loader, state: this.state };
    const own = fieldTransformers(
      this.kustomization,
      into.config,
      plugin,
      this.originOf,
    );
    const configs = this.pluginConfigs(this.kustomization.transformers ?? []);
    const external = configureTransformers(configs, plugin);
    for (const { transform, origin } of [...own, ...external]) {
      transform(into.map);
      if (origin !== undefined) addTransformation(into.map.resources, origin);
      into.map.dropEmpty();
    }
  }

  private runValidators(into: Accumulator): void {
    const configs = this.pluginConfigs(this.kustomization.validators ?? []);
    const plugin = { loader: this.loader, state: this.state };
    for (const { transform } of configureTransformers(configs, plugin)) {
      runValidator(into.map, transform);
    }
  }

  /** Plugin configurations, each given inline or as a path like a resource. */
  private pluginConfigs(entries: readonly string[]): readonly Resource[] {
    if (entries.length === 0) return [];
    const gathered = new Accumulator(this.state);
    const paths: string[] = [];
    for (const entry of entries) {
      const inline = this.tryInline(entry);
      if (inline === undefined) paths.push(entry);
      else gathered.map.appendAll(inline);
    }
    this.addResources(gathered, paths);
    return gathered.map.resources;
  }

  private tryInline(entry: string): Resource[] | undefined {
    let resources: Resource[];
    try {
      resources = readResources(entry, this.state);
    } catch (error) {
      if (isKustomizeError(error)) return undefined;
      throw error;
    }
    this.annotate(resources, this.fileName);
    return resources;
  }

  private readonly originOf: OriginOf = kind => {
    const { origin } = this.inherited;
    return (
      origin && {
        repo: origin.repo,
        ref: origin.ref,
        configuredIn: joinPath(origin.path ?? '', this.fileName),
        configuredBy: { apiVersion: 'builtin', kind },
      }
    );
  };
}

/** Faults of a directory are told with that of reading it as a file. */
function preferred(
  error: KustomizeError,
  fault: KustomizeError,
): KustomizeError {
  if (error.code === 'limit') return error;
  return error.wrap(`accumulation err='${fault.message}'`);
}

/** Puts the message of a fault in quotes behind `text`, as kustomize does for components. */
function quoted<T>(text: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!isKustomizeError(error)) throw error;
    throw new KustomizeError(
      error.code,
      `${text} ${JSON.stringify(error.message)}`,
      {
        file: error.file,
        line: error.line,
        column: error.column,
        cause: error.cause,
      },
    );
  }
}
