import { parseVersion, versionText } from '@backstage-gitops/semver';
import { HelmError, messageOf } from '../errors';

const METADATA = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;

/**
 * A chart's version with other build metadata: `1.2.0` and `abc.1` give
 * `1.2.0+abc.1`. Missing parts of the version are filled in.
 * @throws HelmError - CHART: not a version, or not build metadata
 * @see Flux: source-controller, internal/helm/chart, `setBuildMetaData`
 */
export function patchVersion(version: string, metadata: string): string {
  const parsed = parse(version);
  if (!METADATA.test(metadata)) {
    throw new HelmError(
      'CHART',
      'failed to set SemVer metadata on chart version: invalid metadata string',
    );
  }
  return versionText({ ...parsed, metadata });
}

function parse(version: string) {
  try {
    return parseVersion(version);
  } catch (cause) {
    throw new HelmError(
      'CHART',
      `failed to parse version from chart metadata as SemVer: ${messageOf(
        cause,
      )}`,
      { cause },
    );
  }
}
