import { CelError } from '../errors';
import { CelType, DYN } from '../types/CelType';

/** Comparisons of types while one expression is checked. */
const MAX_STEPS = 100_000;

const NULLABLE: ReadonlySet<string> = new Set([
  'opaque',
  'struct',
  'duration',
  'timestamp',
]);

/** Whether a type may be null: as cel-go's checker has it. */
function isNullable(type: CelType): boolean {
  return NULLABLE.has(type.kind) || type.kind === 'null';
}

function isDynOrError({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'error';
}

/** Same type to the last parameter. */
export function isSameType(left: CelType, right: CelType): boolean {
  return (
    left === right ||
    (left.kind !== 'parameter' &&
      left.kind === right.kind &&
      left.name === right.name &&
      left.parameters.length === right.parameters.length &&
      left.parameters.every((item, index) =>
        isSameType(item, right.parameters[index]),
      ))
  );
}

/** The more general of two types that fit. */
export function mostGeneral(left: CelType, right: CelType): CelType {
  return isLessSpecific(left, right) ? left : right;
}

function isLessSpecific(left: CelType, right: CelType): boolean {
  if (left.kind === 'dyn' || left.kind === 'parameter') return true;
  if (right.kind === 'dyn' || right.kind === 'parameter') return false;
  if (left.kind !== right.kind) return false;
  if (left.kind === 'type') return true;
  return (
    left.name === right.name &&
    left.parameters.length === right.parameters.length &&
    left.parameters.every((item, index) =>
      isLessSpecific(item, right.parameters[index]),
    )
  );
}

/** What the type parameters of one expression stand for. */
export class Unifier {
  readonly #bindings = new Map<CelType, CelType>();
  #trail: [CelType, CelType | undefined][] = [];
  #steps = 0;
  #variables = 0;

  /** A new type parameter. */
  variable(): CelType {
    return new CelType('parameter', `_var${this.#variables++}`);
  }

  /** Whether values of these types can be used for those; binds parameters when it is so. */
  areAssignable(from: readonly CelType[], to: readonly CelType[]): boolean {
    if (from.length !== to.length) return false;
    this.#trail = [];
    const fits = from.every((type, index) => this.#fits(type, to[index]));
    if (!fits) this.#undo();
    return fits;
  }

  isAssignable(from: CelType, to: CelType): boolean {
    return this.areAssignable([from], [to]);
  }

  /** Puts in what parameters stand for; unbound ones become dyn when `isFinal`. */
  resolve(type: CelType, isFinal = false): CelType {
    this.#step();
    const bound = this.#bindings.get(type);
    if (bound) return this.resolve(bound, isFinal);
    if (type.kind === 'parameter') return isFinal ? DYN : type;
    if (type.parameters.length === 0) return type;
    const parameters = type.parameters.map(item => this.resolve(item, isFinal));
    return parameters.every((item, index) => item === type.parameters[index])
      ? type
      : new CelType(type.kind, type.name, parameters);
  }

  /** A type with its declared parameters replaced by new ones. */
  instantiate(type: CelType, fresh: Map<string, CelType>): CelType {
    if (type.kind === 'parameter') {
      const known = fresh.get(type.name) ?? this.variable();
      fresh.set(type.name, known);
      return known;
    }
    if (type.parameters.length === 0) return type;
    return new CelType(
      type.kind,
      type.name,
      type.parameters.map(item => this.instantiate(item, fresh)),
    );
  }

  #step(): void {
    if (++this.#steps > MAX_STEPS) {
      throw new CelError(
        'budget',
        `checking the types of the expression needs more than ${MAX_STEPS} steps`,
      );
    }
  }

  #bind(parameter: CelType, type: CelType): void {
    this.#trail.push([parameter, this.#bindings.get(parameter)]);
    this.#bindings.set(parameter, type);
  }

  #undo(): void {
    for (const [parameter, before] of this.#trail.reverse()) {
      if (before) this.#bindings.set(parameter, before);
      else this.#bindings.delete(parameter);
    }
    this.#trail = [];
  }

  #fits(from: CelType, to: CelType): boolean {
    this.#step();
    if (to.kind === 'parameter') {
      const { isValid, isBound } = this.#substitute(from, to);
      if (isValid || isBound) return isValid;
    }
    if (from.kind === 'parameter') return this.#substitute(to, from).isValid;
    if (isDynOrError(from) || isDynOrError(to)) return true;
    if (from.kind === 'null') return isNullable(to);
    if (to.kind === 'null') return isNullable(from);
    if (from.kind !== to.kind) return false;
    if (from.kind === 'type') return true;
    return (
      from.name === to.name &&
      from.parameters.length === to.parameters.length &&
      from.parameters.every((item, index) =>
        this.#fits(item, to.parameters[index]),
      )
    );
  }

  /** Whether a parameter can stand for a type, and whether it stood for one before. */
  #substitute(
    type: CelType,
    parameter: CelType,
  ): { isValid: boolean; isBound: boolean } {
    if (type === parameter) return { isValid: true, isBound: true };
    const bound = this.#bindings.get(parameter);
    if (bound) {
      if (isSameType(type, bound)) return { isValid: true, isBound: true };
      if (!this.#fits(type, bound)) return { isValid: false, isBound: true };
      const general = mostGeneral(type, bound);
      if (!this.#occurs(parameter, general)) this.#bind(parameter, general);
      return { isValid: true, isBound: true };
    }
    if (this.#occurs(parameter, type)) {
      return { isValid: false, isBound: false };
    }
    this.#bind(parameter, type);
    return { isValid: true, isBound: false };
  }

  #occurs(parameter: CelType, type: CelType): boolean {
    this.#step();
    if (type === parameter) return true;
    const bound = this.#bindings.get(type);
    if (bound) return this.#occurs(parameter, bound);
    return type.parameters.some(item => this.#occurs(parameter, item));
  }
}
