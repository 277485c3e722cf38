import type { Release } from '../release/release';
import { ReleaseStorageError } from './ReleaseStorageError';

/** Labels of a storage object that are Helm's own. */
export const SYSTEM_LABELS: readonly string[] = [
  'name',
  'owner',
  'status',
  'version',
  'createdAt',
  'modifiedAt',
];
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const MAX_LABEL_LENGTH = 63;

/** Selects the objects of all releases. */
export const ALL_RELEASES = 'owner=helm';

/**
 * Selects the revisions of one release.
 * @throws ReleaseStorageError - `invalid-name`: no value of a label
 */
export function selectorOf(name: string): string {
  if (name.length > MAX_LABEL_LENGTH || !LABEL_VALUE.test(name)) {
    throw new ReleaseStorageError(
      'invalid-name',
      `invalid label value: ${JSON.stringify(
        name,
      )}: a valid label value must be at most 63 characters, alphanumeric, '-', '_' or '.', and start and end with an alphanumeric character`,
    );
  }
  return `name=${name},${ALL_RELEASES}`;
}

/**
 * Labels of the object of a revision; Helm's own win over those of the user.
 * @param time - `createdAt` when it is created, `modifiedAt` when it is replaced
 * @param now - milliseconds since 1970
 */
export function labelsOf(
  release: Release,
  time: 'createdAt' | 'modifiedAt',
  now: number,
): Record<string, string> {
  return {
    ...userLabels(release.labels),
    [time]: String(Math.floor(now / 1000)),
    name: release.name,
    owner: 'helm',
    status: release.info.status,
    version: String(release.version),
  };
}

/** The labels that are not Helm's own. */
export function userLabels(
  labels: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([key]) => !SYSTEM_LABELS.includes(key)),
  );
}
