import type { Overload } from '../libraries/Library';
import type { CelType } from '../types/CelType';
import { Fault, noSuchOverload } from '../values/Fault';
import { typeOf } from '../values/typeOf';
import type { Result, Value } from '../values/Value';
import { CelList, CelMap } from '../values/Value';
import type { Budget } from './Budget';

/** A function with all its signatures of one number of arguments. */
type Dispatch = (args: readonly Value[], budget: Budget) => Result;

/** Whether a value fits a type, as far as its first element tells. */
function fits(type: CelType, value: Value): boolean {
  if (isAny(type)) return true;
  const found = typeOf(value);
  if (type.kind !== found.kind) return false;
  switch (type.kind) {
    case 'list': {
      const list = value as CelList;
      return list.size === 0 || fits(type.parameters[0], list.at(0));
    }
    case 'map':
      return mapFits(type, value as CelMap);
    default:
      return type.kind === 'type' || type.name === found.name;
  }
}

function isAny({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'parameter';
}

function mapFits({ parameters }: CelType, map: CelMap): boolean {
  if (parameters.every(isAny)) return true;
  for (const key of map.keys()) {
    const value = map.find(key);
    return (
      fits(parameters[0], key) &&
      (value === undefined || fits(parameters[1], value))
    );
  }
  return true;
}

/** Functions whose fault names no types: in cel-go they are methods of the value. */
const BARE = new Set(['contains', 'startsWith', 'endsWith']);
const NAME_ONLY = new Set(['size', 'matches']);

function noOverload(name: string, args: readonly Value[]): Fault {
  if (BARE.has(name)) return new Fault('no such overload');
  if (NAME_ONLY.has(name)) return noSuchOverload(name, args[0]);
  const types = args.map(arg => typeOf(arg).name).join(', ');
  return new Fault(`no such overload: ${name}(${types})`);
}

/** Finds what a function does by the values it is called with. */
export class FunctionTable {
  readonly #byName = new Map<string, Overload[]>();

  constructor(overloads: readonly Overload[]) {
    for (const overload of overloads) {
      const known = this.#byName.get(overload.name);
      if (known) known.push(overload);
      else this.#byName.set(overload.name, [overload]);
    }
  }

  /** @param count - of arguments; default: any */
  has(name: string, count?: number): boolean {
    const known = this.#byName.get(name);
    return known !== undefined && count !== undefined
      ? known.some(({ parameters }) => parameters.length === count)
      : known !== undefined;
  }

  /** Any function: one that is not there fails when it is called. */
  dispatch(name: string, count: number): Dispatch {
    const known = this.#byName.get(name);
    if (!known) return args => noSuchOverload(name, args[0]);
    const overloads = known.filter(item => item.parameters.length === count);
    return (args, budget) => {
      for (const overload of overloads) {
        const { parameters } = overload;
        if (parameters.every((type, index) => fits(type, args[index]))) {
          return overload.evaluate(args, budget);
        }
      }
      return noOverload(name, args);
    };
  }
}
