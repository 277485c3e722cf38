/**
 * The order in which Go's YAML writes a mapping's keys: by character, letters
 * after all other characters, runs of digits by their number.
 * @param version - of Go's YAML: 3 puts letters first behind a digit
 * @see yaml.v2 and yaml.v3, sorter.go
 */
export function compareKeys(
  left: string,
  right: string,
  version: 2 | 3 = 2,
): number {
  if (left === right) {
    return 0;
  }
  const a = Array.from(left);
  const b = Array.from(right);
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    if (a[i] !== b[i]) {
      const lettersFirst = version === 3 && isDigit(a[i - 1]);
      return compareAt(a, b, i, lettersFirst);
    }
  }
  return a.length - b.length;
}

function compareAt(
  a: string[],
  b: string[],
  i: number,
  lettersFirst: boolean,
): number {
  const byCode = (a[i].codePointAt(0) ?? 0) - (b[i].codePointAt(0) ?? 0);
  const isLetterA = isLetter(a[i]);
  const isLetterB = isLetter(b[i]);
  if (isLetterA && isLetterB) {
    return byCode;
  }
  if (isLetterA || isLetterB) {
    return isLetterB !== lettersFirst ? -1 : 1;
  }
  const start = (a[i] === '0' || b[i] === '0') && followsDigits(a, i) ? 1n : 0n;
  const runA = digitRun(a, i, start);
  const runB = digitRun(b, i, start);
  if (runA.value !== runB.value) {
    return runA.value < runB.value ? -1 : 1;
  }
  return runA.end - runB.end || byCode;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /\p{Nd}/u.test(character);
}

/** Whether the digits directly before `i` include one that is not zero. */
function followsDigits(characters: string[], i: number): boolean {
  for (let j = i - 1; j >= 0 && isDigit(characters[j]); j--) {
    if (characters[j] !== '0') {
      return true;
    }
  }
  return false;
}

function digitRun(
  characters: string[],
  from: number,
  start: bigint,
): { value: bigint; end: number } {
  let value = start;
  let end = from;
  for (; isDigit(characters[end]); end++) {
    const digit = BigInt((characters[end].codePointAt(0) ?? 0) - 0x30);
    value = BigInt.asIntN(64, value * 10n + digit);
  }
  return { value, end };
}
