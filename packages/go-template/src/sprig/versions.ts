import {
  compareVersions,
  parseConstraint,
  parseVersion,
  SemverError,
  versionText,
} from '@backstage-gitops/semver';
import type { Version } from '@backstage-gitops/semver';
import { GoError } from '../errors';
import { goFunction } from '../values/goFunction';
import { goInt, goInteger } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoTypes, namedType } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { Definitions } from './define';

const VERSION = namedType('ptr', '*semver.Version');

function uint64(value: bigint) {
  return goFunction('', () => goInteger(GoTypes.uint64, value), 'uint64');
}

function text(value: string) {
  return goFunction('', () => value, 'string');
}

/** A `*semver.Version` as templates see it. */
class GoVersion extends GoObject {
  constructor(readonly version: Version) {
    super({
      type: VERSION,
      string: () => versionText(version),
      json: () => versionText(version),
      privateFields: () =>
        new Map<string, GoValue>([
          ['major', goInteger(GoTypes.uint64, version.major)],
          ['minor', goInteger(GoTypes.uint64, version.minor)],
          ['patch', goInteger(GoTypes.uint64, version.patch)],
          ['pre', version.prerelease],
          ['metadata', version.metadata],
          ['original', version.original],
        ]),
      methods: {
        Major: uint64(version.major),
        Minor: uint64(version.minor),
        Patch: uint64(version.patch),
        Prerelease: text(version.prerelease),
        Metadata: text(version.metadata),
        Original: text(version.original),
        String: text(versionText(version)),
        Compare: goFunction('any', ([other]) =>
          goInt(compareVersions(version, otherVersion(other))),
        ),
        Equal: goFunction(
          'any',
          ([other]) => compareVersions(version, otherVersion(other)) === 0,
        ),
        LessThan: goFunction(
          'any',
          ([other]) => compareVersions(version, otherVersion(other)) < 0,
        ),
        GreaterThan: goFunction(
          'any',
          ([other]) => compareVersions(version, otherVersion(other)) > 0,
        ),
      },
    });
  }
}

/**
 * What the library throws is an error value of the function. Helm 4.1 has
 * Masterminds/semver 3.4, which names a wrong range without quotes.
 */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SemverError)) {
      throw error;
    }
    const { part, message } = error;
    throw new GoError(
      part === undefined ? message : `improper constraint: ${part}`,
    );
  }
}

function otherVersion(value: GoValue): Version {
  return value instanceof GoVersion
    ? value.version
    : reading(() => parseVersion(String(value)));
}

/** Sprig's functions on semantic versions. */
export const versionFunctions: Definitions = {
  semver: goFunction(
    'string',
    ([version]) =>
      new GoVersion(reading(() => parseVersion(version as string))),
  ),
  semverCompare: goFunction('string, string', ([constraint, version]) =>
    reading(() =>
      parseConstraint(constraint as string).check(
        parseVersion(version as string),
      ),
    ),
  ),
};
