import { weigh, weighing } from '../exec/weigh';
import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoMap, goStrings } from '../values/goCollections';
import type { GoValue } from '../values/goValue';
import { deepCopy } from '../values/deepCopy';
import { mapOf, typeOf } from '../values/reflect';
import { textOf } from '../values/text';
import { Definitions } from './define';
import { mergeInto } from './merge';

type Dict = Map<string, GoValue>;

function dictOf(value: GoValue): Dict {
  return mapOf(value) as Dict;
}

function stored(value: GoValue): GoValue {
  return value === undefined ? null : value;
}

function makeDict(values: readonly GoValue[], context: CallContext): Dict {
  const dict: Dict = new Map();
  for (let i = 0; i < values.length; i += 2) {
    const item = i + 1 < values.length ? stored(values[i + 1]) : '';
    weigh(values[i], context);
    dict.set(textOf(values[i]), item);
  }
  return dict;
}

function setEntry(value: GoValue, key: string, item: GoValue): GoValue {
  if (value instanceof GoMap && value.isNil) {
    throw new GoError('assignment to entry in nil map');
  }
  const dict = dictOf(value);
  dict.set(key, stored(item));
  return dict;
}

function pick(dict: Dict, keys: readonly GoValue[]): Dict {
  const picked: Dict = new Map();
  for (const key of keys as readonly string[]) {
    if (dict.has(key)) {
      picked.set(key, dict.get(key));
    }
  }
  return picked;
}

function omit(dict: Dict, keys: readonly GoValue[]): Dict {
  const left = new Set(keys);
  return new Map(Array.from(dict).filter(([key]) => !left.has(key)));
}

function pluck(key: GoValue, dicts: readonly GoValue[]): GoValue[] {
  return dicts
    .map(dictOf)
    .filter(dict => dict.has(key as string))
    .map(dict => dict.get(key as string));
}

function conversionPanic(value: GoValue, wanted: string): GoError {
  const actual =
    value === null || value === undefined ? 'nil' : typeOf(value).name;
  return new GoError(
    `interface conversion: interface {} is ${actual}, not ${wanted}`,
  );
}

function requireDict(value: GoValue): Dict {
  const isDict =
    value instanceof Map &&
    typeOf(value).name.startsWith('map[string]interface');
  if (!isDict) {
    throw conversionPanic(value, 'map[string]interface {}');
  }
  return value;
}

function dig(values: readonly GoValue[]): GoValue {
  if (values.length < 3) {
    throw new GoError('dig needs at least three arguments');
  }
  const root = requireDict(values[values.length - 1]);
  const fallback = values[values.length - 2];
  const keys = values.slice(0, -2).map(key => {
    if (typeof key !== 'string') {
      throw conversionPanic(key, 'string');
    }
    return key;
  });
  let dict = root;
  for (const [i, key] of keys.entries()) {
    const step = dict.get(key);
    if (step === undefined) {
      return fallback;
    }
    if (i === keys.length - 1) {
      return step;
    }
    dict = requireDict(step);
  }
  return fallback;
}

function merger(overwrites: boolean): GoFunction {
  return goFunction('map, ...map', ([target, ...sources], context) => {
    const isNil = target instanceof GoMap && target.isNil;
    const dict: Dict = isNil ? new Map() : dictOf(target);
    for (const source of sources) {
      mergeInto(dict, dictOf(source), overwrites, context);
    }
    const onlyNil = sources.every(
      source => source instanceof GoMap && source.isNil,
    );
    return isNil && onlyNil ? target : dict;
  });
}

function copyOf(value: GoValue): GoValue {
  if (value === null || value === undefined) {
    throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  }
  return deepCopy(value);
}

const merge = merger(false);
const mergeOverwrite = merger(true);
const copy = goFunction('any', ([value]) => copyOf(value));

/** Sprig's dict functions; `set`, `unset` and the merges change the first dict. */
export const dictFunctions: Definitions = {
  dict: goFunction('...any', (values, context) => makeDict(values, context)),
  get: goFunction('map, string', ([dict, key]) => {
    const value = dictOf(dict).get(key as string);
    return value === undefined ? '' : value;
  }),
  set: goFunction('map, string, any', ([dict, key, value]) =>
    setEntry(dict, key as string, value),
  ),
  unset: goFunction('map, string', ([dict, key]) => {
    dictOf(dict).delete(key as string);
    return dictOf(dict);
  }),
  hasKey: goFunction('map, string', ([dict, key]) =>
    dictOf(dict).has(key as string),
  ),
  pluck: goFunction('string, ...map', ([key, ...dicts]) => pluck(key, dicts)),
  keys: goFunction('...map', dicts =>
    goStrings(dicts.flatMap(dict => Array.from(dictOf(dict).keys()))),
  ),
  values: goFunction('map', ([dict]) => Array.from(dictOf(dict).values())),
  pick: goFunction('map, ...string', ([dict, ...keys]) =>
    pick(dictOf(dict), keys),
  ),
  omit: goFunction('map, ...string', ([dict, ...keys]) =>
    omit(dictOf(dict), keys),
  ),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  ...weighing({ deepCopy: copy, mustDeepCopy: copy }),
  dig: goFunction('...any', values => dig(values)),
};
