import { compareStrings } from '../text/compareStrings';
import type { ChartMetadata, Dependency } from './chart';

type Field = readonly [name: string, value: unknown];

/**
 * The fields of Chart.yaml that Go writes, in its order: empty ones are left
 * out.
 */
export function metadataFields(metadata: ChartMetadata): Field[] {
  const { maintainers, dependencies } = metadata;
  return [
    ...present('name', metadata.name),
    ...present('home', metadata.home),
    ...present('sources', metadata.sources),
    ...present('version', metadata.version),
    ...present('description', metadata.description),
    ...present('keywords', metadata.keywords),
    ...present('maintainers', maintainers.map(toMaintainer)),
    ...present('icon', metadata.icon),
    ...present('apiVersion', metadata.apiVersion),
    ...present('condition', metadata.condition),
    ...present('tags', metadata.tags),
    ...present('appVersion', metadata.appVersion),
    ...present('deprecated', metadata.deprecated),
    ...present('annotations', metadata.annotations),
    ...present('kubeVersion', metadata.kubeVersion),
    ...present('dependencies', dependencies?.map(dependencyFields)),
    ...present('type', metadata.type),
  ];
}

function toMaintainer(maintainer: ChartMetadata['maintainers'][number]) {
  const { name, email, url } = maintainer;
  return new Map([
    ...present('name', name),
    ...present('email', email),
    ...present('url', url),
  ]);
}

/** The fields of a dependency that Go writes, in its order. */
export function dependencyFields(dependency: Dependency): Map<string, unknown> {
  return new Map<string, unknown>([
    ['name', dependency.name],
    ...present('version', dependency.version),
    ['repository', dependency.repository],
    ...present('condition', dependency.condition),
    ...present('tags', dependency.tags),
    ...present('enabled', dependency.enabled),
    ...present('import-values', sortKeys(dependency.importValues)),
    ...present('alias', dependency.alias),
  ]);
}

/** The same value with the keys of all maps in the order in which Go writes them. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (!(value instanceof Map)) {
    return value;
  }
  const entries = [...(value as Map<string, unknown>)];
  return new Map(
    entries
      .map(([key, item]) => [key, sortKeys(item)] as const)
      .sort(([a], [b]) => compareStrings(a, b)),
  );
}

/** A field, unless it is empty: Go's `omitempty`. */
export function present(name: string, value: unknown): Field[] {
  const isEmpty =
    value === undefined ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    (value instanceof Map && value.size === 0);
  return isEmpty ? [] : [[name, value]];
}
