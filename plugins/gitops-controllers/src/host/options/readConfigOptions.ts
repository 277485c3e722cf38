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

/** Sections of app-config that all settings are below. */
const CONTROLLERS_SECTION = 'gitops.controllers';
const SECTIONS = [CONTROLLERS_SECTION, 'gitops.artifacts'];

/** Whole path of an option in app-config. */
function placeOf(name: string, option: Option, section?: string): string {
  const path = configPathOf(name, option);
  if (path.startsWith('/')) return `gitops.${path.slice(1)}`;
  return [CONTROLLERS_SECTION, section, path].filter(Boolean).join('.');
}

function placesOf(schema: OptionsSchema, section?: string): string[] {
  return Object.entries(schema).map(([name, option]) =>
    placeOf(name, option, section),
  );
}

/** Every path that means something. */
function knownPaths(modules: readonly ControllerModule[]): Set<string> {
  const own = modules.flatMap(module => [
    ...placesOf(module.options),
    ...placesOf(module.options, sectionOf(module)),
  ]);
  return new Set([...placesOf(HOST_OPTIONS), ...own]);
}

/** Paths of the settings that are given; lists and switches count as one. */
function givenPaths(
  value: unknown,
  known: ReadonlySet<string>,
  prefix: string,
): string[] {
  if (known.has(prefix) || typeof value !== 'object' || value === null) {
    return [prefix];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    givenPaths(inner, known, `${prefix}.${key}`),
  );
}

function requireKnown(
  root: Config,
  modules: readonly ControllerModule[],
): void {
  const known = knownPaths(modules);
  for (const section of SECTIONS) {
    const config = root.getOptionalConfig(section);
    const paths = config ? givenPaths(config.get(), known, section) : [];
    const unknown = paths.find(path => path !== section && !known.has(path));
    if (unknown !== undefined) {
      throw new HostError(
        'invalid-option',
        `${unknown} is no setting of the controllers`,
      );
    }
  }
}

/**
 * Reads `gitops.controllers` and `gitops.artifacts` of app-config.
 * @throws HostError - `invalid-option`: an unknown setting, or a value of the
 *   wrong form
 */
export function readConfigOptions(
  root: Config,
  modules: readonly ControllerModule[],
): ControllerHostOptions {
  requireKnown(root, modules);
  return resolveOptions(modules, (name, option: Option, section) => {
    const place = placeOf(name, option, section);
    const value = root.getOptional(place);
    try {
      return value === undefined ? undefined : parseConfigValue(option, value);
    } catch (error) {
      throw new HostError(
        'invalid-option',
        `${place} ${(error as Error).message}`,
      );
    }
  });
}
