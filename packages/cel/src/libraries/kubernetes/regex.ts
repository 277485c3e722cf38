import type { Budget } from '../../evaluate/Budget';
import { Fault, isFault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { ArrayList } from '../../values/Value';
import type { Library } from '../Library';
import { method } from '../Library';
import { Patterns } from '../patterns';

const ITEM_BYTES = 16;

/** `find` and `findAll`: the parts of a text that a regular expression matches. */
export function patternFunctions(): Library {
  const patterns = new Patterns();
  const findAll = (
    text: string,
    pattern: string,
    limit: number,
    budget: Budget,
  ): string[] | Fault => {
    const compiled = patterns.compile(pattern, text, budget);
    if (isFault(compiled))
      return new Fault(`Illegal regex: ${compiled.message}`);
    const found: string[] = [];
    const matcher = compiled.matcher(text);
    while (found.length < limit && matcher.find()) {
      budget.allocate(ITEM_BYTES);
      found.push(matcher.group() ?? '');
    }
    return found;
  };
  const all = (
    [text, pattern, limit = -1n]: readonly Value[],
    budget: Budget,
  ): Result => {
    const most = (limit as bigint) < 0n ? Infinity : Number(limit);
    const found = findAll(String(text), String(pattern), most, budget);
    return isFault(found) ? found : new ArrayList(found);
  };
  const first = ([text, pattern]: readonly Value[], budget: Budget): Result => {
    const found = findAll(String(text), String(pattern), 1, budget);
    return isFault(found) ? found : found[0] ?? '';
  };
  return {
    overloads: [
      method('find', '(string, string) string', first),
      method('findAll', '(string, string) list(string)', all),
      method('findAll', '(string, string, int) list(string)', all),
    ],
  };
}
