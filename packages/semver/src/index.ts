/**
 * Versions and version ranges as Go's Masterminds/semver 3.5 reads them.
 *
 * @packageDocumentation
 */
export {
  Constraint,
  MAX_ALTERNATIVES,
  MAX_CONSTRAINT_BYTES,
  parseConstraint,
} from './constraint';
export type { CheckOptions } from './constraint';
export { SemverError } from './errors';
export type { SemverErrorCode } from './errors';
export {
  comparePrereleases,
  compareVersions,
  MAX_VERSION_BYTES,
  parseStrictVersion,
  parseVersion,
  versionText,
} from './version';
export type { Version } from './version';
