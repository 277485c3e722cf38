import { Budget, CelError, Optional } from '@backstage-gitops/cel';
import type { Environment, Program, Value } from '@backstage-gitops/cel';
import { FieldError, FieldErrorReason } from '../errors/FieldError';
import { isObject, JsonObject, KubeObject } from '../json';
import { celEnvironment, toCel } from './celValues';
import {
  childSchema,
  fieldPath,
  isDeclared,
  keyPath,
  Schema,
  ValidationRule,
} from './Schema';

/** Variables of a rule. */
type Variables = Readonly<Record<string, Value>>;

/**
 * What all rules of one object may use: a write must not hold the server. The
 * API server counts in units of its own.
 */
const RULES_LIMITS = { steps: 150_000, bytes: 16 * 1024 * 1024 };
const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/** One evaluated place of an object. */
interface Place {
  readonly schema: Schema;
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
}

/** What the visit of one object carries along. */
interface Visit {
  readonly errors: FieldError[];
  readonly budget: Budget;
}

/** Whether a schema has a CEL rule anywhere. */
export function hasRules(schema: Schema): boolean {
  const known = WITH_RULES.get(schema);
  if (known !== undefined) {
    return known;
  }
  const children = [
    ...Object.values(schema.properties ?? {}),
    schema.items,
    schema.additionalProperties,
  ];
  const found =
    (schema.rules ?? []).length > 0 ||
    children.some(child => child && !child.definition && hasRules(child));
  WITH_RULES.set(schema, found);
  return found;
}

const WITH_RULES = new WeakMap<Schema, boolean>();

/**
 * Evaluates x-kubernetes-validations. A rule that can't be parsed is
 * not enforced; see docs/devcluster.md.
 */
export class CelRules {
  private environment: Environment | undefined;
  private readonly programs = new Map<string, Program | undefined>();

  /** Faults of all rules below `schema`; transition rules only where there is an old value. */
  check(
    schema: Schema,
    object: KubeObject,
    live: KubeObject | undefined,
  ): FieldError[] {
    const visit = { errors: [], budget: new Budget(RULES_LIMITS) };
    this.visit({ schema, value: object, old: live, path: '' }, visit);
    return visit.errors;
  }

  private visit(place: Place, visit: Visit): void {
    const { schema, value, old, path } = place;
    if (schema.definition || value === undefined || value === null) {
      return;
    }
    for (const rule of schema.rules ?? []) {
      if (visit.budget.steps === 0) return;
      const error = this.evaluate(rule, place, visit.budget);
      if (error) {
        visit.errors.push(error);
      }
    }
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        const before = matchingItem(schema, item, old);
        this.visit(
          {
            schema: schema.items ?? {},
            value: item,
            old: before,
            path: `${path}[${index}]`,
          },
          visit,
        );
      });
    } else if (isObject(value)) {
      const before = isObject(old) ? old : {};
      for (const [key, item] of Object.entries(value)) {
        const child = childSchema(schema, key);
        const at = isDeclared(schema, key)
          ? fieldPath(path, key)
          : keyPath(path, key);
        if (child) {
          this.visit(
            { schema: child, value: item, old: before[key], path: at },
            visit,
          );
        }
      }
    }
  }

  private evaluate(
    rule: ValidationRule,
    place: Place,
    budget: Budget,
  ): FieldError | undefined {
    const variables = variablesOf(rule, place);
    const program = variables && this.program(rule.rule);
    if (!program) {
      return undefined;
    }
    try {
      return evaluate(program, variables, budget) === true
        ? undefined
        : faultAt(rule, place, this.messageOf(rule, variables, budget));
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return faultAt(
        rule,
        place,
        error.code === 'budget'
          ? OUT_OF_BUDGET
          : `rule evaluation error: ${error.message}`,
      );
    }
  }

  private messageOf(
    rule: ValidationRule,
    variables: Variables,
    budget: Budget,
  ): string {
    const program = rule.messageExpression
      ? this.program(rule.messageExpression)
      : undefined;
    try {
      const message = program && evaluate(program, variables, budget);
      if (typeof message === 'string' && message) {
        return message;
      }
    } catch (error) {
      // The fixed message stands in for an expression that fails.
      if (!(error instanceof CelError)) throw error;
    }
    return rule.message ?? `failed rule: ${rule.rule.trim()}`;
  }

  private program(text: string): Program | undefined {
    if (!this.programs.has(text)) {
      this.programs.set(text, this.compile(text));
    }
    return this.programs.get(text);
  }

  private compile(text: string): Program | undefined {
    try {
      this.environment ??= celEnvironment();
      return this.environment.parse(text);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return undefined;
    }
  }
}

/** The variables of a rule; undefined for a transition that there is not. */
function variablesOf(
  { rule, optionalOldSelf }: ValidationRule,
  { schema, value, old }: Place,
): Variables | undefined {
  const self = toCel(schema, value);
  if (!/\boldSelf\b/.test(rule)) return { self };
  const before = old === undefined ? undefined : toCel(schema, old);
  if (optionalOldSelf) return { self, oldSelf: new Optional(before) };
  return before === undefined ? undefined : { self, oldSelf: before };
}

function evaluate(
  program: Program,
  variables: Variables,
  budget: Budget,
): Value {
  const lookup = (name: string) =>
    Object.hasOwn(variables, name) ? variables[name] : undefined;
  return program.evaluateWith(lookup, budget);
}

function faultAt(
  rule: ValidationRule,
  { value, path }: Place,
  message: string,
): FieldError {
  const at = rule.fieldPath ? `${path}${rule.fieldPath}` : path;
  const reason = (rule.reason ?? 'FieldValueInvalid') as FieldErrorReason;
  return new FieldError(reason, at || '<nil>', summary(value), message);
}

/** The value that the message names: scalars only. */
function summary(value: unknown): unknown {
  return Array.isArray(value) || isObject(value) ? undefined : value;
}

/** The old item of a keyed list; items of other lists have no past. */
function matchingItem(schema: Schema, item: unknown, old: unknown): unknown {
  if (schema.listType !== 'map' || !Array.isArray(old) || !isObject(item)) {
    return undefined;
  }
  const same = (other: JsonObject) =>
    (schema.listMapKeys ?? []).every(key => other[key] === item[key]);
  return old.filter(isObject).find(same);
}
