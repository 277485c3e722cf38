import { CelError } from '../errors';
import type {
  Call,
  Expression,
  Ident,
  Index,
  ListLiteral,
  Logical,
  MapLiteral,
  Select,
} from '../syntax/ast';
import { qualifiedName } from '../syntax/ast';
import type { CelType } from '../types/CelType';
import { describe } from '../values/describe';
import { EntriesMap, isKey } from '../values/EntriesMap';
import { Fault, isFault, NO_SUCH_OVERLOAD } from '../values/Fault';
import { typeOf } from '../values/typeOf';
import type { Result, Value } from '../values/Value';
import { ArrayList, Optional } from '../values/Value';
import { negate } from './arithmetic';
import { Budget } from './Budget';
import { planComprehension, planOptionalMap } from './comprehensions';
import { constantFault, isConversion } from './constants';
import type { FunctionTable } from './FunctionTable';
import { BINARY } from './operators';
import { isPresent, isQualifier, qualify, qualifyOptional } from './qualify';
import type { Evaluate } from './Run';

const BYTES_PER_STEP = 64;
const ITEM_BYTES = 8;
const ENTRY_BYTES = 64;

/** Turns an expression into functions that evaluate it. */
export class Planner {
  #slots = 0;
  #scopes: ReadonlyMap<string, number>[] = [];
  /** Values of planned nodes that are constants. */
  readonly #constants = new Map<Evaluate, Value>();

  /**
   * @param names - selects that the checker found to be variables or functions
   */
  constructor(
    readonly functions: FunctionTable,
    readonly types: ReadonlyMap<string, CelType>,
    readonly names: ReadonlyMap<Expression, string> | undefined,
  ) {}

  /** How many variables of macros the plan needs. */
  get slots(): number {
    return this.#slots;
  }

  /** Plans with names that are variables of a macro; gives their slots. */
  within<T>(names: readonly string[], plan: (slots: number[]) => T): T {
    const slots = names.map(() => this.#slots++);
    this.#scopes.push(
      new Map(names.map((name, index) => [name, slots[index]])),
    );
    const result = plan(slots);
    this.#scopes.pop();
    return result;
  }

  /** @param suffix - fields that are selected from a name, for the error when it is missing */
  plan(node: Expression, suffix = ''): Evaluate {
    switch (node.kind) {
      case 'literal':
        return this.#constant(node.value);
      case 'ident':
        return this.#ident(node, suffix);
      case 'select':
        return this.#select(node, suffix);
      case 'index':
        return this.#index(node, suffix);
      case 'call':
        return this.#call(node);
      case 'logical':
        return this.#logical(node);
      case 'conditional':
        return this.#conditional(
          this.plan(node.condition),
          this.plan(node.whenTrue),
          this.plan(node.whenFalse),
        );
      case 'list':
        return this.#list(node);
      case 'map':
        return this.#map(node);
      case 'comprehension':
        return planComprehension(this, node);
      case 'optionalMap':
        return planOptionalMap(this, node);
      default:
        throw new CelError('program', `unknown type: ${node.name}`);
    }
  }

  #slot(name: string): number | undefined {
    for (let index = this.#scopes.length - 1; index >= 0; index--) {
      const slot = this.#scopes[index].get(name);
      if (slot !== undefined) return slot;
    }
    return undefined;
  }

  #ident({ name, isAbsolute }: Ident, suffix: string): Evaluate {
    const slot = isAbsolute ? undefined : this.#slot(name);
    if (slot !== undefined) {
      return run => {
        run.budget.step(1);
        return run.slots[slot];
      };
    }
    return this.#variable(name, this.names ? '' : suffix);
  }

  #variable(name: string, suffix = ''): Evaluate {
    const type = this.types.get(name);
    const missing = new Fault(`no such attribute(s): ${name}${suffix}`);
    return run => {
      run.budget.step(1);
      const value = run.lookup(name);
      return value === undefined ? type ?? missing : value;
    };
  }

  #select(node: Select, suffix: string): Evaluate {
    const checked = this.names?.get(node);
    if (checked !== undefined) return this.#variable(checked);
    const selected = this.#selected(node, suffix);
    const name = this.names ? undefined : qualifiedName(node);
    const type = name === undefined ? undefined : this.types.get(name);
    if (type === undefined || name === undefined) return selected;
    const root = name.split('.')[0];
    return run => (run.lookup(root) === undefined ? type : selected(run));
  }

  #selected(node: Select, suffix: string): Evaluate {
    const { field } = node;
    const operand = this.plan(node.operand, `.${field}${suffix}`);
    if (node.isTest) return apply(operand, value => isPresent(value, field));
    return node.isOptional
      ? apply(operand, value => qualifyOptional(value, field))
      : apply(operand, value => qualify(value, field));
  }

  #index(node: Index, suffix: string): Evaluate {
    const { index } = node;
    const isName = index.kind === 'literal' && typeof index.value === 'string';
    const more = isName ? `.${index.value}${suffix}` : '';
    const operand = this.plan(node.operand, more);
    const key = this.plan(index);
    const select = node.isOptional ? qualifyOptional : qualify;
    return run => {
      run.budget.step(1);
      const value = operand(run);
      if (value instanceof Fault) return value;
      const at = key(run);
      if (at instanceof Fault) return at;
      return isQualifier(at) ? select(value, at) : invalidQualifier(at);
    };
  }

  #call(node: Call): Evaluate {
    const { name, args } = this.#function(node);
    const planned = args.map(arg => this.plan(arg));
    const fault = constantFault(name, args);
    if (fault) throw new CelError('program', fault);
    if (this.names && name === '@in' && isEmptyList(args[1])) {
      // As cel-go has it: the first operand is not evaluated.
      return this.#constant(false);
    }
    if (planned.length === 0 && !this.functions.has(name, 0)) {
      throw new CelError('program', `no such overload: ${name}()`);
    }
    const evaluate = this.#evaluated(name, planned);
    const isConstant = planned.every(arg => this.#constants.has(arg));
    return isConstant && isConversion(name, planned.length)
      ? this.#folded(evaluate)
      : evaluate;
  }

  /** Evaluates a part without variables once. */
  #folded(evaluate: Evaluate): Evaluate {
    const result = evaluate({
      lookup: () => undefined,
      budget: new Budget(),
      slots: [],
    });
    if (isFault(result)) throw new CelError('program', result.message);
    return this.#constant(result);
  }

  #constant(value: Value): Evaluate {
    const evaluate: Evaluate = run => {
      run.budget.step(1);
      return value;
    };
    this.#constants.set(evaluate, value);
    return evaluate;
  }

  #evaluated(name: string, args: readonly Evaluate[]): Evaluate {
    const binary = args.length === 2 ? BINARY[name] : undefined;
    if (binary) return strict(args[0], args[1], binary);
    if (name === '-_') return apply(args[0], negate);
    if (name === '!_') {
      return apply(args[0], value =>
        typeof value === 'boolean' ? !value : NO_SUCH_OVERLOAD,
      );
    }
    if (args.length === 2 && (name === 'or' || name === 'orValue')) {
      return alternative(args[0], args[1], name === 'orValue');
    }
    return this.#dispatched(name, args);
  }

  #dispatched(name: string, args: readonly Evaluate[]): Evaluate {
    const dispatch = this.functions.dispatch(name, args.length);
    return run => {
      run.budget.step(2);
      const values: Value[] = [];
      let fault: Fault | undefined;
      for (const arg of args) {
        const value = arg(run);
        if (value instanceof Fault) fault ??= value;
        else values.push(value);
      }
      if (fault) return fault;
      run.budget.step(sizeOf(values) / BYTES_PER_STEP);
      return dispatch(values, run.budget);
    };
  }

  /** Whether `a.b.f(x)` is the function `a.b.f`, or `f` called on `a.b`. */
  #function(node: Call): { name: string; args: readonly Expression[] } {
    const { name, target, args } = node;
    if (!target) return { name, args };
    const prefix = qualifiedName(target);
    const full =
      this.names?.get(node) ??
      (this.names || prefix === undefined ? undefined : `${prefix}.${name}`);
    return full !== undefined && this.functions.has(full)
      ? { name: full, args }
      : { name, args: [target, ...args] };
  }

  #logical({ operator, terms }: Logical): Evaluate {
    const planned = terms.map(term => this.plan(term));
    const decisive = operator === '||';
    return run => {
      run.budget.step(1);
      let fault: Fault | undefined;
      for (const term of planned) {
        const value = term(run);
        if (value === decisive) return decisive;
        if (value !== !decisive) {
          fault ??= value instanceof Fault ? value : NO_SUCH_OVERLOAD;
        }
      }
      return fault ?? !decisive;
    };
  }

  #conditional(
    condition: Evaluate,
    whenTrue: Evaluate,
    whenFalse: Evaluate,
  ): Evaluate {
    return run => {
      run.budget.step(1);
      const value = condition(run);
      if (value === true) return whenTrue(run);
      if (value === false) return whenFalse(run);
      return value instanceof Fault ? value : NO_SUCH_OVERLOAD;
    };
  }

  #list({ elements }: ListLiteral): Evaluate {
    const planned = elements.map(({ value, isOptional }) => ({
      ...{ isOptional, evaluate: this.plan(value) },
    }));
    const isConstant = planned.every(
      ({ evaluate, isOptional }) =>
        !isOptional && this.#constants.has(evaluate),
    );
    const list = listOf(planned);
    return isConstant ? this.#folded(list) : list;
  }

  #map({ entries }: MapLiteral): Evaluate {
    const planned = entries.map(({ key, value, isOptional }) => ({
      ...{ key: this.plan(key), value: this.plan(value), isOptional },
    }));
    const isConstant = planned.every(
      ({ key, value, isOptional }) =>
        !isOptional && this.#constants.has(key) && this.#constants.has(value),
    );
    const map = mapOf(planned);
    return isConstant ? this.#folded(map) : map;
  }
}

/** Texts and bytes of a call: a function reads them all. */
function sizeOf(values: readonly Value[]): number {
  let size = 0;
  for (const value of values) {
    const isText = typeof value === 'string' || value instanceof Uint8Array;
    if (isText) size += value.length;
  }
  return size;
}

function isEmptyList(node: Expression): boolean {
  return node.kind === 'list' && node.elements.length === 0;
}

function apply(operand: Evaluate, operate: (value: Value) => Result): Evaluate {
  return run => {
    run.budget.step(1);
    const value = operand(run);
    return value instanceof Fault ? value : operate(value);
  };
}

function strict(
  left: Evaluate,
  right: Evaluate,
  operate: (typeof BINARY)[string],
): Evaluate {
  return run => {
    run.budget.step(1);
    const a = left(run);
    const b = right(run);
    if (a instanceof Fault) return a;
    return b instanceof Fault ? b : operate(a, b, run.budget);
  };
}

/** `a.or(b)` and `a.orValue(b)`: the second is evaluated when the first has no value. */
function alternative(
  first: Evaluate,
  second: Evaluate,
  isUnwrapped: boolean,
): Evaluate {
  return run => {
    run.budget.step(1);
    const value = first(run);
    if (!(value instanceof Optional)) return value;
    if (value.value === undefined) return second(run);
    return isUnwrapped ? value.value : value;
  };
}

function setEntry(
  map: EntriesMap,
  key: Value,
  value: Value,
  isOptional: boolean,
): Fault | undefined {
  if (!isKey(key)) return new Fault(`unsupported key type: ${describe(key)}`);
  if (!isOptional) map.set(key, value);
  else if (!(value instanceof Optional)) return notOptional('map', value);
  else if (value.value !== undefined) map.set(key, value.value);
  else map.delete(key);
  return undefined;
}

function notOptional(place: 'list' | 'map', value: Value): Fault {
  const what = place === 'list' ? 'element' : 'entry';
  return new Fault(
    `cannot initialize optional ${place} ${what} from non-optional value ${describe(
      value,
    )}`,
  );
}

function invalidQualifier(key: Value): Fault {
  return new Fault(`invalid qualifier type: ${typeOf(key).name}`);
}

interface PlannedElement {
  readonly evaluate: Evaluate;
  readonly isOptional: boolean;
}

function listOf(planned: readonly PlannedElement[]): Evaluate {
  return run => {
    run.budget.allocate(planned.length * ITEM_BYTES);
    const items: Value[] = [];
    for (const { evaluate, isOptional } of planned) {
      const value = evaluate(run);
      if (value instanceof Fault) return value;
      if (!isOptional) items.push(value);
      else if (!(value instanceof Optional)) return notOptional('list', value);
      else if (value.value !== undefined) items.push(value.value);
    }
    return new ArrayList(items);
  };
}

interface PlannedEntry {
  readonly key: Evaluate;
  readonly value: Evaluate;
  readonly isOptional: boolean;
}

function mapOf(planned: readonly PlannedEntry[]): Evaluate {
  return run => {
    run.budget.allocate(planned.length * ENTRY_BYTES);
    const map = new EntriesMap();
    for (const { key, value, isOptional } of planned) {
      const name = key(run);
      if (name instanceof Fault) return name;
      const item = value(run);
      if (item instanceof Fault) return item;
      const fault = setEntry(map, name, item, isOptional);
      if (fault) return fault;
    }
    return map;
  };
}
