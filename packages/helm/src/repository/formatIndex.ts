import { metadataFields, present, sortKeys } from '../chart/metadataFields';
import { formatGoJson } from '../text/formatGoJson';
import type { ChartVersion, RepositoryIndex } from './chartVersion';

/**
 * An index as JSON with two spaces per level and no final newline, keys of maps
 * sorted: what source-controller stores of a HelmRepository.
 */
export function formatIndex(index: RepositoryIndex): string {
  const { apiVersion, generated, entries } = index;
  const value = new Map<string, unknown>([
    ...present('serverInfo', sortKeys(index.serverInfo)),
    ['apiVersion', apiVersion],
    ['generated', generated],
    ['entries', entries && toEntries(entries)],
    ...present('publicKeys', index.publicKeys),
    ...present('annotations', index.annotations),
  ]);
  return formatGoJson(value, '  ');
}

function toEntries(entries: NonNullable<RepositoryIndex['entries']>) {
  return new Map(
    [...entries].map(([name, versions]) => [name, versions?.map(toVersion)]),
  );
}

function toVersion(version: ChartVersion): Map<string, unknown> {
  const { metadata, urls, created, removed, digest, deprecated } = version;
  return new Map<string, unknown>([
    ...metadataFields(metadata),
    ['urls', urls],
    ['created', created],
    ...present('removed', removed),
    ...present('digest', digest),
    ...[...deprecated].flatMap(field => present(...field)),
  ]);
}
