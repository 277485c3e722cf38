import { KustomizeError, withPrefix } from '../errors';
import { ORIGIN } from '../resources/annotations';
import type { Origin } from '../resources/origin';
import type { Resource } from '../resources/resource';
import { describeId } from '../resources/resourceId';
import { decodeSigs } from '../load/kustomizationFile';
import { asObject } from '../openapi/parseDocument';
import { GENERATOR_KINDS, TRANSFORMER_KINDS } from './builtinKinds';
import type { GeneratorStep, PluginContext, TransformerStep } from './plugin';

/**
 * Configures generators from the objects of `generators`.
 * @throws KustomizeError - plugin-refused, for anything but built-in kinds
 */
export function configureGenerators(
  configs: readonly Resource[],
  plugin: PluginContext,
): GeneratorStep[] {
  return configs.map(config =>
    withPrefix('failed to load generator', () => {
      requireBuiltin(config);
      const configure = kindIn(GENERATOR_KINDS, config.kind);
      if (configure === undefined) throw notOne(config, 'generator');
      return {
        generate: configured(config, () => configure(config.value(), plugin)),
        origin: pluginOrigin(config),
      };
    }),
  );
}

/**
 * Configures transformers from the objects of `transformers` or `validators`.
 * @throws KustomizeError - plugin-refused, for anything but built-in kinds
 */
export function configureTransformers(
  configs: readonly Resource[],
  plugin: PluginContext,
): TransformerStep[] {
  return configs.map(config => {
    requireBuiltin(config);
    const configure = kindIn(TRANSFORMER_KINDS, config.kind);
    if (configure === undefined) throw notOne(config, 'transformer');
    return {
      transform: configured(config, () => configure(config.value(), plugin)),
      origin: pluginOrigin(config),
    };
  });
}

function kindIn<T>(
  kinds: Readonly<Record<string, T>>,
  kind: string,
): T | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

function configured<T>(config: Resource, configure: () => T): T {
  return withPrefix(
    () => `plugin ${describeId(config.currentId)} fails configuration`,
    configure,
  );
}

function requireBuiltin(config: Resource): void {
  const { group, version, kind } = config.currentId;
  if (group === '' && version === 'builtin') return;
  const usesFunction = [...config.annotations.keys()].some(key =>
    /^config\.(kubernetes|k8s)\.io\/function$/.test(key),
  );
  throw new KustomizeError(
    'plugin-refused',
    usesFunction
      ? `'${kind}' asks for an exec or container function, and this engine runs none: use a built-in kind`
      : `external plugins disabled; unable to load external plugin '${kind}': only kinds with apiVersion 'builtin' are run`,
  );
}

function notOne(
  config: Resource,
  role: 'generator' | 'transformer',
): KustomizeError {
  const isKnown =
    Object.hasOwn(GENERATOR_KINDS, config.kind) ||
    Object.hasOwn(TRANSFORMER_KINDS, config.kind);
  return new KustomizeError(
    'invalid-config',
    isKnown
      ? `plugin ${describeId(config.originalId)} not a ${role}`
      : `unable to load builtin ${config.kind}`,
  );
}

/** Where the plugin was configured, when origins are recorded. */
function pluginOrigin(config: Resource): Origin | undefined {
  const text = config.annotations.get(ORIGIN);
  if (text === undefined) return undefined;
  const read = (name: string) => {
    const value = asObject(decodeSigs(text))?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    repo: read('repo'),
    ref: read('ref'),
    configuredIn: read('path'),
    configuredBy: {
      apiVersion: config.apiVersion,
      kind: config.kind,
      name: config.name,
      namespace: config.namespace,
    },
  };
}
