import type { Config } from '@backstage/config';
import { HostError } from '../errors';
import { sectionOf } from '../module';
import type { ControllerModule } from '../module';
import { HOST_OPTIONS } from './hostOptions';
import { parseConfigValue } from './parseValue';
import { resolveOptions } from './resolveOptions';
import type { ControllerHostOptions } from './resolveOptions';
import { configPathOf } from './schema';
import type { Option, OptionsSchema } from './schema';

/** Section of app-config that all settings are below. */
const CONTROLLERS_SECTION = 'gitops.controllers';

function pathsOf(schema: OptionsSchema): string[] {
  return Object.entries(schema).map(entry => configPathOf(...entry));
}

/** Every path below the section that means something. */
function knownPaths(modules: readonly ControllerModule[]): Set<string> {
  const own = modules.flatMap(module => {
    const section = sectionOf(module);
    const paths = pathsOf(module.options);
    return [...paths, ...paths.map(path => `${section}.${path}`)];
  });
  return new Set([...pathsOf(HOST_OPTIONS), ...own]);
}

/** Paths of the settings that are given; lists and switches count as one. */
function givenPaths(
  value: unknown,
  known: ReadonlySet<string>,
  prefix = '',
): string[] {
  if (known.has(prefix) || typeof value !== 'object' || value === null) {
    return [prefix];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    givenPaths(inner, known, prefix === '' ? key : `${prefix}.${key}`),
  );
}

function requireKnown(
  config: Config | undefined,
  modules: readonly ControllerModule[],
): void {
  const known = knownPaths(modules);
  const paths = config ? givenPaths(config.get(), known) : [];
  const unknown = paths.find(path => path !== '' && !known.has(path));
  if (unknown !== undefined) {
    throw new HostError(
      'invalid-option',
      `${CONTROLLERS_SECTION}.${unknown} is no setting of the controllers`,
    );
  }
}

/**
 * Reads `gitops.controllers` of app-config.
 * @throws HostError - `invalid-option`: an unknown setting, or a value of the
 *   wrong form
 */
export function readConfigOptions(
  root: Config,
  modules: readonly ControllerModule[],
): ControllerHostOptions {
  const config = root.getOptionalConfig(CONTROLLERS_SECTION);
  requireKnown(config, modules);
  return resolveOptions(modules, (name, option: Option, section) => {
    const path = configPathOf(name, option);
    const place = section === undefined ? path : `${section}.${path}`;
    const value = config?.getOptional(place);
    try {
      return value === undefined ? undefined : parseConfigValue(option, value);
    } catch (error) {
      throw new HostError(
        'invalid-option',
        `${CONTROLLERS_SECTION}.${place} ${(error as Error).message}`,
      );
    }
  });
}
