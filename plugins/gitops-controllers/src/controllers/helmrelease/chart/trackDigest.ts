import {
  compareVersions,
  parseVersion,
  versionText,
} from '@backstage-gitops/semver';
import type { Version } from '@backstage-gitops/semver';

/** A revision can't go with the version of its chart; the message is that of Ready. */
export class ChartVersionError extends Error {
  override readonly name = 'ChartVersionError';
  readonly code = 'version';
}

/** What a chart becomes by the revision of its artifact. */
export interface TrackedVersion {
  /** With the first 12 digits of the digest as build metadata. */
  readonly version: string;
  /** `sha256:…` of a tag that is a version, else the whole revision. */
  readonly ociDigest: string;
}

const DIGITS = 12;
const METADATA = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;

function tryParse(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch {
    return undefined;
  }
}

/** The version that a tag stands for, in which `_` is written for `+`. */
function versionOfTag(revision: string): Version | undefined {
  const [tag] = revision.split('@');
  return tryParse(revision.includes('@') ? tag.replaceAll('_', '+') : tag);
}

function shortDigest(digest: string): string {
  const parts = digest.split(':');
  const isWrong = parts.length !== 2 || parts[1].length < DIGITS;
  if (isWrong)
    throw new ChartVersionError(`invalid artifact revision ${digest}`);
  const short = parts[1].slice(0, DIGITS);
  if (METADATA.test(short)) return short;
  throw new ChartVersionError('invalid metadata string');
}

/**
 * Puts the digest of a revision into the version of its chart, so that a tag
 * that moves is an upgrade.
 * @param revision - `1.0.0@sha256:…`, `latest@sha256:…`, `sha256:…`
 * @throws ChartVersionError - the tag is another version than the chart's, or
 *   either can't be read
 * @see fluxcd/helm-controller, mutateChartWithSourceRevision
 */
export function trackDigest(
  chartVersion: string,
  revision: string,
): TrackedVersion {
  const version = tryParse(chartVersion);
  if (!version) {
    throw new ChartVersionError(`invalid chart version ${chartVersion}`);
  }
  const tag = versionOfTag(revision);
  const [name, digest, ...more] = revision.split('@');
  if (tag) {
    const isOther =
      digest === undefined ||
      more.length > 0 ||
      compareVersions(tag, version) !== 0;
    if (isOther) {
      throw new ChartVersionError(
        `artifact revision ${name} does not match chart version ${chartVersion}`,
      );
    }
  }
  const ociDigest = tag ? digest : revision;
  const metadata = shortDigest(ociDigest);
  return { version: versionText({ ...version, metadata }), ociDigest };
}
