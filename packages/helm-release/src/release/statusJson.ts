import { goField, goStruct, goTextField } from './json/goJson';
import { toGoValue, type JsonValue } from './json/readJson';
import type { Release } from './release';
import { infoJson, writeRest } from './writeRelease';

/**
 * The JSON of a release as `helm status` shows it: without the chart, with
 * the live objects.
 * @param resources - objects by version and kind, e.g. `v1/ConfigMap`
 * @throws ReleaseStorageError - `unencodable`
 */
export function statusJson(
  release: Release,
  resources: Readonly<Record<string, readonly unknown[]>>,
): string {
  const objects = toGoValue(resources as JsonValue, 'resources');
  const head = goStruct([
    goTextField('name', release.name),
    goField(
      'info',
      infoJson(release.info, objects instanceof Map ? objects : undefined),
    ),
  ]);
  return head.slice(0, -1) + [...writeRest(release)].join('');
}
