import type { Comprehension, OptionalMap } from '../syntax/ast';
import { compare, isComparable } from '../values/compare';
import { describe } from '../values/describe';
import { EntriesMap } from '../values/EntriesMap';
import { Fault, isFault, NO_SUCH_OVERLOAD } from '../values/Fault';
import { goTypeOf } from '../values/goTypeOf';
import { typeOf } from '../values/typeOf';
import type { Result, Value } from '../values/Value';
import { ArrayList, CelList, CelMap, Optional } from '../values/Value';
import type { Planner } from './Planner';
import type { Evaluate, Run } from './Run';

const ITEM_BYTES = 8;
const ENTRY_BYTES = 64;
const KEYS_PER_STEP = 2;

/** One macro, planned. */
interface Loop {
  readonly body: Evaluate;
  readonly filter?: Evaluate;
  readonly slots: readonly number[];
}

/** What is done with each element; ends the loop with a result, or goes on. */
type Fold = (run: Run, loop: Loop, range: CelList | CelMap) => Result;

function set(
  run: Run,
  slots: readonly number[],
  key: Value,
  item: Value,
): void {
  run.budget.step(1);
  run.slots[slots[0]] = slots.length === 2 ? key : item;
  if (slots.length === 2) run.slots[slots[1]] = item;
}

/** Visits the elements: items of lists, keys of maps. */
function* elements(
  run: Run,
  { slots }: Loop,
  range: CelList | CelMap,
): Iterable<Value> {
  if (range instanceof CelList) {
    for (let index = 0; index < range.size; index++) {
      const item = range.at(index);
      set(run, slots, BigInt(index), item);
      yield item;
    }
    return;
  }
  run.budget.step(range.size / KEYS_PER_STEP);
  for (const key of range.keys()) {
    set(run, slots, key, slots.length === 2 ? range.find(key) ?? null : key);
    yield key;
  }
}

/** `all` and `exists`: one decisive element decides, also over errors. */
function quantifier(decisive: boolean): Fold {
  return (run, loop, range) => {
    let fault: Fault | undefined;
    for (const _ of elements(run, loop, range)) {
      const value = loop.body(run);
      if (value === decisive) return decisive;
      if (value !== !decisive) {
        fault ??= isFault(value) ? value : NO_SUCH_OVERLOAD;
      }
    }
    return fault ?? !decisive;
  };
}

const existsOne: Fold = (run, loop, range) => {
  let count = 0;
  let fault: Fault | undefined;
  for (const _ of elements(run, loop, range)) {
    const value = loop.body(run);
    if (value === true) count++;
    else if (value !== false) fault = isFault(value) ? value : NO_SUCH_OVERLOAD;
  }
  return fault ?? count === 1;
};

/** Calls `use` for elements that the condition lets through; gives the last fault of a condition. */
function each(
  run: Run,
  loop: Loop,
  range: CelList | CelMap,
  use: (element: Value) => Fault | undefined,
): Fault | undefined {
  let fault: Fault | undefined;
  for (const element of elements(run, loop, range)) {
    const passes = loop.filter ? loop.filter(run) : true;
    if (passes === true) fault ??= use(element);
    else if (passes !== false)
      fault = isFault(passes) ? passes : NO_SUCH_OVERLOAD;
  }
  return fault;
}

const filter: Fold = (run, loop, range) => {
  const items: Value[] = [];
  const fault = each(run, { ...loop, filter: loop.body }, range, element => {
    run.budget.allocate(ITEM_BYTES);
    items.push(element);
    return undefined;
  });
  return fault ?? new ArrayList(items);
};

const map: Fold = (run, loop, range) => {
  const items: Value[] = [];
  const fault = each(run, loop, range, () => {
    run.budget.allocate(ITEM_BYTES);
    const value = loop.body(run);
    if (isFault(value)) return value;
    items.push(value);
    return undefined;
  });
  return fault ?? new ArrayList(items);
};

function insert(
  entries: EntriesMap,
  key: Value,
  value: Value,
): Fault | undefined {
  if (entries.find(key) !== undefined) {
    return new Fault(`insert failed: key ${describe(key)} already exists`);
  }
  entries.set(key, value);
  return undefined;
}

const transformMap: Fold = (run, loop, range) => {
  const entries = new EntriesMap();
  const fault = each(run, loop, range, () => {
    run.budget.allocate(ENTRY_BYTES);
    const value = loop.body(run);
    return isFault(value)
      ? value
      : insert(entries, run.slots[loop.slots[0]], value);
  });
  return fault ?? entries;
};

const transformMapEntry: Fold = (run, loop, range) => {
  const entries = new EntriesMap();
  const fault = each(run, loop, range, () => {
    const value = loop.body(run);
    if (isFault(value)) return value;
    if (!(value instanceof CelMap)) return NO_SUCH_OVERLOAD;
    for (const key of value.keys()) {
      run.budget.allocate(ENTRY_BYTES);
      const failed = insert(entries, key, value.find(key) ?? null);
      if (failed) return failed;
    }
    return undefined;
  });
  return fault ?? entries;
};

const sortBy: Fold = (run, loop, range) => {
  const pairs: (readonly [Value, Value])[] = [];
  const fault = each(run, loop, range, element => {
    run.budget.allocate(ENTRY_BYTES);
    const key = loop.body(run);
    if (isFault(key)) return key;
    pairs.push([key, element]);
    return undefined;
  });
  return fault ?? sortPairs(run, pairs);
};

/** Sorts elements by keys of one type. */
export function sortPairs(
  { budget }: Pick<Run, 'budget'>,
  pairs: readonly (readonly [Value, Value])[],
): Result {
  if (pairs.length === 0) return new ArrayList([]);
  const [[first]] = pairs;
  if (!isComparable(first))
    return new Fault('list elements must be comparable');
  if (pairs.some(([key]) => typeOf(key) !== typeOf(first))) {
    return new Fault('list elements must have the same type');
  }
  budget.step(pairs.length * Math.ceil(Math.log2(pairs.length + 1)));
  const sorted = [...pairs].sort(([a], [b]) => {
    const order = compare(a, b);
    return typeof order === 'number' ? order : 0;
  });
  return new ArrayList(sorted.map(([, element]) => element));
}

const FOLDS: Readonly<Record<Comprehension['fold'], Fold>> = {
  all: quantifier(false),
  exists: quantifier(true),
  ...{ existsOne, filter, map, transformMap, transformMapEntry, sortBy },
};

export function planComprehension(
  planner: Planner,
  node: Comprehension,
): Evaluate {
  const range = planner.plan(node.range);
  const fold = FOLDS[node.fold];
  const loop = planner.within(node.variables, (slots): Loop => {
    const filterPlan = node.filter && planner.plan(node.filter);
    return { slots, filter: filterPlan, body: planner.plan(node.body) };
  });
  return run => {
    run.budget.step(1);
    const value = range(run);
    if (value instanceof Fault) return value;
    if (value instanceof CelList || value instanceof CelMap) {
      return fold(run, loop, value);
    }
    return new Fault(
      node.variables.length === 2
        ? `unsupported comprehension range type: ${goTypeOf(value)}`
        : `got '${goTypeOf(value)}', expected iterable type`,
    );
  };
}

/** `optMap` and `optFlatMap`. */
export function planOptionalMap(
  planner: Planner,
  { target, variable, body, isFlat }: OptionalMap,
): Evaluate {
  const optional = planner.plan(target);
  const { slot, evaluate } = planner.within([variable], ([index]) => ({
    slot: index,
    evaluate: planner.plan(body),
  }));
  return run => {
    run.budget.step(1);
    const value = optional(run);
    if (value instanceof Fault) return value;
    if (!(value instanceof Optional)) {
      return new Fault(`no such overload: hasValue(${typeOf(value).name})`);
    }
    if (value.value === undefined) return Optional.NONE;
    run.slots[slot] = value.value;
    const result = evaluate(run);
    return isFlat || result instanceof Fault ? result : new Optional(result);
  };
}
