import type { Budget } from '../../evaluate/Budget';
import { Fault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { CelList, CelMap } from '../../values/Value';
import type { Overload } from '../Library';
import { fn, method } from '../Library';
import { Patterns } from '../patterns';

const CHARS_PER_STEP = 32;
const KEYS_PER_STEP = 2;

/** Code points of a text. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) length--;
  }
  return length;
}

function size([value]: readonly Value[], budget: Budget): Result {
  if (typeof value === 'string') {
    budget.step(value.length / CHARS_PER_STEP);
    return BigInt(lengthOf(value));
  }
  if (value instanceof CelMap) {
    const { size: count } = value;
    budget.step(count / KEYS_PER_STEP);
    return BigInt(count);
  }
  return BigInt(
    value instanceof CelList ? value.size : (value as Uint8Array).length,
  );
}

/** Searching compares each place with the text that is searched for. */
function search(
  test: (text: string, part: string) => boolean,
): (args: readonly Value[], budget: Budget) => Result {
  return (args, budget) => {
    const [text, part] = args.map(String);
    budget.step(
      (text.length * (1 + part.length / CHARS_PER_STEP)) / CHARS_PER_STEP,
    );
    return test(text, part);
  };
}

/** `size`, and tests of texts. */
export function stringFunctions(): readonly Overload[] {
  const patterns = new Patterns();
  const matches = (args: readonly Value[], budget: Budget): Result => {
    const [text, pattern] = args.map(String);
    const compiled = patterns.compile(pattern, text, budget);
    return compiled instanceof Fault ? compiled : compiled.matcher(text).find();
  };
  const sized = ['bytes', 'list(A)', 'map(A, B)', 'string'];
  const binary = '(string, string) bool';
  return [
    ...sized.flatMap(type => [
      fn('size', `(${type}) int`, size),
      method('size', `(${type}) int`, size),
    ]),
    method(
      'contains',
      binary,
      search((text, part) => text.includes(part)),
    ),
    method(
      'endsWith',
      binary,
      search((text, part) => text.endsWith(part)),
    ),
    method(
      'startsWith',
      binary,
      search((text, part) => text.startsWith(part)),
    ),
    fn('matches', binary, matches),
    method('matches', binary, matches),
  ];
}
