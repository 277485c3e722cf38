/**
 * Makes a failing case smaller: takes out one change of the values or one
 * flag after the other as long as the same kind of difference stays.
 * @param item - `{ overrides, flags, … }`
 * @param kindOf - judges a case
 */
export async function shrink(item, kind, kindOf) {
  let current = item;
  for (const list of ['overrides', 'flags']) {
    let index = 0;
    while (index < current[list].length) {
      const smaller = { ...current, [list]: current[list].toSpliced(index, 1) };
      if ((await kindOf(smaller)) === kind) {
        current = smaller;
      } else {
        index++;
      }
    }
  }
  return current;
}
