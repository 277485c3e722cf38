import type { Budget } from '../../evaluate/Budget';
import { opaqueType } from '../../types/CelType';
import { Fault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { Opaque } from '../../values/Value';
import type { Library } from '../Library';
import { fn, method } from '../Library';
import type { Version } from './goSemver';
import { compareVersions, normalizeVersion, parseVersion } from './goSemver';

const NAME = 'kubernetes.Semver';
const TYPE = opaqueType(NAME);

class Semver extends Opaque {
  readonly type = TYPE;

  constructor(readonly version: Version) {
    super();
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Semver &&
      compareVersions(this.version, other.version) === 0
    );
  }
}

const CHARS_PER_STEP = 2;
const STEPS = 20;

function read(
  [text, isLenient]: readonly Value[],
  budget: Budget,
): Version | undefined {
  budget.step(STEPS + String(text).length / CHARS_PER_STEP);
  const shown =
    isLenient === true ? normalizeVersion(String(text)) : String(text);
  return shown === undefined ? undefined : parseVersion(shown);
}

function toSemver(args: readonly Value[], budget: Budget): Result {
  const version = read(args, budget);
  if (version) return new Semver(version);
  return new Fault(
    String(args[0]).split('.').length < 3
      ? 'No Major.Minor.Patch elements found'
      : `invalid version ${JSON.stringify(args[0])}`,
  );
}

const isSemver = (args: readonly Value[], budget: Budget) =>
  read(args, budget) !== undefined;
const versionOf = (value: Value) => (value as Semver).version;
const order = ([a, b]: readonly Value[]) =>
  compareVersions(versionOf(a), versionOf(b));

/** `semver`, `isSemver`, parts and order of versions. */
export const semvers: Library = {
  types: [TYPE],
  overloads: [
    fn('semver', `(string) ${NAME}`, toSemver),
    fn('semver', `(string, bool) ${NAME}`, toSemver),
    fn('isSemver', '(string) bool', isSemver),
    fn('isSemver', '(string, bool) bool', isSemver),
    method('isGreaterThan', `(${NAME}, ${NAME}) bool`, args => order(args) > 0),
    method('isLessThan', `(${NAME}, ${NAME}) bool`, args => order(args) < 0),
    method('compareTo', `(${NAME}, ${NAME}) int`, args => BigInt(order(args))),
    ...['major', 'minor', 'patch'].map((name, index) =>
      method(name, `(${NAME}) int`, ([value]) =>
        BigInt.asIntN(64, versionOf(value).numbers[index]),
      ),
    ),
  ],
};
