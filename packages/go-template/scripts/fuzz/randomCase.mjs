import { text } from './expressions.mjs';
import { CALLS, SHAPES, SLOW_SHAPES } from './functions.mjs';
import { randomData } from './randomData.mjs';
import { Random } from '@backstage-gitops/random';
import { Templates, withMistake } from './templates.mjs';

const MISSING_KEYS = [undefined, undefined, 'zero', 'error'];
const SHARE_OF_MISTAKES = 0.14;
const LINES = [...Object.values(CALLS).flat(), ...SHAPES];
/** One in so many templates has a call that costs a tenth of a second and more. */
const SLOW_EVERY = 25;

/** Lines that this template runs, so that every function has its turns. */
function linesOf(index, isSlow) {
  const at = place => LINES[(2 * index + place) % LINES.length];
  const slow = SLOW_SHAPES[Math.floor(index / SLOW_EVERY) % SLOW_SHAPES.length];
  return [at(0), at(1), ...(isSlow && index % SLOW_EVERY === 0 ? [slow] : [])];
}

/**
 * The random case of a seed and an index, always the same.
 * @returns its tree (undefined with a mistake in it) and the request
 */
export function randomCase(seed, index, { isSlow = false } = {}) {
  const random = new Random((seed * 1_000_003 + index) * 7919);
  const data = randomData(random);
  const missingKey = random.pick(MISSING_KEYS);
  const tree = new Templates(random).template(linesOf(index, isSlow));
  if (random.chance(SHARE_OF_MISTAKES)) {
    const template = withMistake(random, text(tree));
    return { request: { template, missingKey, data } };
  }
  return { tree, request: { template: text(tree), missingKey, data } };
}
