/** Order of the keys that yaml.v3 writes: numbers inside by value, letters after other characters. */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  let inDigits = false;
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] === right[i]) {
      inDigits = isDigit(left[i]);
      continue;
    }
    const [isLetter, isOther] = [isLetterRune(left[i]), isLetterRune(right[i])];
    if (isLetter && isOther) {
      return byCode(left[i], right[i]);
    }
    if (isLetter || isOther) {
      const letterFirst = inDigits ? isLetter : isOther;
      return letterFirst ? -1 : 1;
    }
    return compareNumbers(left, right, i);
  }
  return left.length - right.length;
}

function isDigit(rune: string | undefined): boolean {
  return rune !== undefined && /\p{Nd}/u.test(rune);
}

function isLetterRune(rune: string): boolean {
  return /\p{L}/u.test(rune);
}

function byCode(a: string, b: string): number {
  return (a.codePointAt(0) as number) - (b.codePointAt(0) as number);
}

interface Digits {
  readonly value: bigint;
  readonly end: number;
}

function readDigits(runes: readonly string[], from: number): Digits {
  let end = from;
  while (isDigit(runes[end])) {
    end += 1;
  }
  const text = runes.slice(from, end).join('');
  return { value: /^[0-9]+$/.test(text) ? BigInt(text) : 0n, end };
}

/** Compares where two texts differ and no letter is involved. */
function compareNumbers(
  left: readonly string[],
  right: readonly string[],
  at: number,
): number {
  const [a, b] = [readDigits(left, at), readDigits(right, at)];
  if (a.value !== b.value) {
    return a.value < b.value ? -1 : 1;
  }
  return a.end !== b.end ? a.end - b.end : byCode(left[at], right[at]);
}
