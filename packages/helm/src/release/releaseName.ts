import { HelmError } from '../errors';

const MAX_LENGTH = 53;
const PATTERN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Refuses what cannot be the name of a release.
 * @throws HelmError - code RELEASE_NAME
 */
export function requireReleaseName(name: string): void {
  const problem = problemOf(name);
  if (problem) {
    throw new HelmError('RELEASE_NAME', problem);
  }
}

function problemOf(name: string): string | undefined {
  if (name === '') {
    return 'release name check failed: release name "": no name provided';
  }
  return name.length > MAX_LENGTH || !PATTERN.test(name)
    ? `release name check failed: release name ${JSON.stringify(
        name,
      )}: invalid release name, must match regex ${
        PATTERN.source
      } and the length must not be longer than ${MAX_LENGTH}`
    : undefined;
}
