import { goRune } from './goRune';

const NUMBERS = ['major', 'minor', 'patch'];

/** Why a text is no semantic version such as `1.2.3-rc.1+build.5`. */
export function semverProblem(text: string): string | undefined {
  const [withoutBuild, build] = splitAt(text, '+');
  const [core, preRelease] = splitAt(withoutBuild, '-');
  return (
    (build === '' ? 'build is empty' : undefined) ??
    identifiersProblem('build', build) ??
    identifiersProblem('pre-release', preRelease) ??
    coreProblem(core)
  );
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function identifiersProblem(
  kind: 'build' | 'pre-release',
  text: string | undefined,
): string | undefined {
  for (const identifier of text?.split('.') ?? []) {
    if (identifier === '') {
      return `${kind} identifier is empty`;
    }
    const wrong = /[^0-9a-zA-Z-]/u.exec(identifier);
    if (wrong) {
      return `invalid character ${goRune(wrong[0])} in ${kind} identifier`;
    }
    if (kind === 'pre-release' && /^0\d+$/.test(identifier)) {
      return 'pre-release numeric identifier starts with zero';
    }
  }
  return undefined;
}

function coreProblem(core: string): string | undefined {
  const numbers = core.split('.');
  if (numbers.length !== NUMBERS.length) {
    return 'versionCore must have 3 numbers separated by dot';
  }
  for (const [index, number] of numbers.entries()) {
    if (number === '') {
      return `${NUMBERS[index]} is empty`;
    }
    if (number.length > 1 && number.startsWith('0')) {
      return `${NUMBERS[index]} starts with zero`;
    }
    if (/[^0-9]/.test(number)) {
      return `${NUMBERS[index]} contains non-digit`;
    }
  }
  return undefined;
}
