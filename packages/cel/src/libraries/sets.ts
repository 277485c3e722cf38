import type { Budget } from '../evaluate/Budget';
import { listContains } from '../values/equality';
import type { Value } from '../values/Value';
import { CelList } from '../values/Value';
import type { Library } from './Library';
import { fn } from './Library';

function contains(list: CelList, part: CelList, budget: Budget): boolean {
  for (const item of part) {
    budget.step(1);
    if (!listContains(list, item, budget)) return false;
  }
  return true;
}

function intersects(left: CelList, right: CelList, budget: Budget): boolean {
  for (const item of left) {
    budget.step(1);
    if (listContains(right, item, budget)) return true;
  }
  return false;
}

const lists = (args: readonly Value[]) => args as readonly CelList[];

/** Lists as sets: `sets.contains`, `sets.equivalent`, `sets.intersects`. */
export const sets: Library = {
  overloads: [
    fn('sets.contains', '(list(T), list(T)) bool', (args, budget) => {
      const [left, right] = lists(args);
      return contains(left, right, budget);
    }),
    fn('sets.equivalent', '(list(T), list(T)) bool', (args, budget) => {
      const [left, right] = lists(args);
      return contains(left, right, budget) && contains(right, left, budget);
    }),
    fn('sets.intersects', '(list(T), list(T)) bool', (args, budget) => {
      const [left, right] = lists(args);
      return intersects(left, right, budget);
    }),
  ],
};
