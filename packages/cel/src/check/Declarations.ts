import type { Overload } from '../libraries/Library';
import type { CelType } from '../types/CelType';
import { typeOfType } from '../types/CelType';

/** What the names of an environment are. */
export class Declarations {
  readonly #functions = new Map<string, Overload[]>();
  readonly #types: ReadonlyMap<string, CelType>;

  constructor(
    overloads: readonly Overload[],
    types: readonly CelType[],
    readonly variables: ReadonlyMap<string, CelType>,
  ) {
    this.#types = new Map(types.map(type => [type.name, type]));
    for (const overload of overloads) {
      const known = this.#functions.get(overload.name);
      if (known) known.push(overload);
      else this.#functions.set(overload.name, [overload]);
    }
  }

  /** All signatures of a function; undefined when there is no such function. */
  overloads(name: string): readonly Overload[] | undefined {
    return this.#functions.get(name);
  }

  /** The type that a name stands for, e.g. `int`. */
  type(name: string): CelType | undefined {
    return this.#types.get(name);
  }

  /** The type of a variable or type name; undefined when it is not declared. */
  typeOfName(name: string): CelType | undefined {
    const type = this.#types.get(name);
    return this.variables.get(name) ?? (type && typeOfType(type));
  }
}
