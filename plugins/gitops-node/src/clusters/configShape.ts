import { ConfigReader } from '@backstage/config';
import type { Config } from '@backstage/config';
import type { LocatedCluster } from './locators/LocatedCluster';
import type { ClusterSource } from './types';

/** A value of app-config has not the shape that its key takes. */
export class ConfigShapeError extends Error {
  override readonly name = 'ConfigShapeError';

  /** @param key - path of the value: `gitops.clusters[1]` */
  constructor(readonly key: string, expected: string, value: unknown) {
    super(`${key} must be ${expected}, not ${describe(value)}`);
  }
}

type SectionData = ConstructorParameters<typeof ConfigReader>[0];

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  // A text may be a secret that stands in the wrong place.
  if (typeof value === 'string') return 'a text';
  return `the ${typeof value} ${value}`;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a path; undefined where it or a section above it is left empty. */
function valueAt(config: Config, path: string): unknown {
  const [first, ...rest] = path.split('.');
  let value: unknown = config.getOptional(first);
  let key = first;
  for (const part of rest) {
    if (value === undefined || value === null) return undefined;
    if (!isMap(value)) throw new ConfigShapeError(key, 'a map', value);
    value = Object.hasOwn(value, part) ? value[part] : undefined;
    key = `${key}.${part}`;
  }
  return value ?? undefined;
}

/**
 * A section of app-config.
 * @param path - from the root: `gitops.kubeconfig`
 * @param expected - for the message: `a map of path, context and name`
 * @throws ConfigShapeError
 */
export function readSection(
  config: Config,
  path: string,
  expected: string,
): Config | undefined {
  const value = valueAt(config, path);
  if (value === undefined) return undefined;
  if (!isMap(value)) throw new ConfigShapeError(path, expected, value);
  return config.getConfig(path);
}

/**
 * The sections of a list; an entry that is none is an error in its place.
 * @param expected - of one entry: `a map of name and controllers`
 * @throws ConfigShapeError - the value is no list
 */
export function readSections(
  config: Config,
  path: string,
  expected: string,
): (Config | ConfigShapeError)[] {
  const value = valueAt(config, path);
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const list = `a list, each entry ${expected}`;
    throw new ConfigShapeError(path, list, value);
  }
  const faults = value.map((entry, index) =>
    isMap(entry)
      ? undefined
      : new ConfigShapeError(`${path}[${index}]`, expected, entry),
  );
  if (faults.every(fault => fault === undefined)) {
    return config.getConfigArray(path);
  }
  // Backstage refuses a list as a whole for one entry that is no map.
  return value.map((entry, index) => {
    const key = `${path}[${index}]`;
    const section = new ConfigReader(
      entry as SectionData,
      'app-config',
      undefined,
      key,
    );
    return faults[index] ?? section;
  });
}

/** Stands for a section that can't be read, and says why. */
export function unreadable(
  error: unknown,
  source: ClusterSource,
): LocatedCluster {
  if (!(error instanceof ConfigShapeError)) throw error;
  const { key, message } = error;
  return {
    name: key,
    source,
    target: { type: 'none', problem: { code: 'invalid-entry', message } },
  };
}
