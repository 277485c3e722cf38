import { Environment } from '@marcbachmann/cel-js';
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

type Program = (context: Record<string, unknown>) => unknown;

/** One evaluated place of an object. */
interface Place {
  readonly schema: Schema;
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
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
 * Evaluates x-kubernetes-validations. A rule that the CEL library cannot read
 * is not enforced; see docs/devcluster.md for what it knows.
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
    const errors: FieldError[] = [];
    this.visit({ schema, value: object, old: live, path: '' }, errors);
    return errors;
  }

  private visit(place: Place, errors: FieldError[]): void {
    const { schema, value, old, path } = place;
    if (schema.definition || value === undefined || value === null) {
      return;
    }
    for (const rule of schema.rules ?? []) {
      const error = this.evaluate(rule, place);
      if (error) {
        errors.push(error);
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
          errors,
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
            errors,
          );
        }
      }
    }
  }

  private evaluate(rule: ValidationRule, place: Place): FieldError | undefined {
    const isTransition = /\boldSelf\b/.test(rule.rule);
    if (isTransition && place.old === undefined) {
      return undefined;
    }
    const program = this.program(rule.rule);
    if (!program) {
      return undefined;
    }
    const context = {
      self: toCel(place.schema, place.value),
      ...(isTransition ? { oldSelf: toCel(place.schema, place.old) } : {}),
    };
    try {
      return program(context) === true
        ? undefined
        : this.fault(rule, place, context);
    } catch (error) {
      const reason = (error as Error).message.split('\n')[0];
      return faultAt(rule, place, `rule evaluation error: ${reason}`);
    }
  }

  private fault(
    rule: ValidationRule,
    place: Place,
    context: Record<string, unknown>,
  ): FieldError {
    return faultAt(rule, place, this.messageOf(rule, context));
  }

  private messageOf(
    rule: ValidationRule,
    context: Record<string, unknown>,
  ): string {
    const program = rule.messageExpression
      ? this.program(rule.messageExpression)
      : undefined;
    try {
      const message = program?.(context);
      if (typeof message === 'string' && message) {
        return message;
      }
    } catch {
      // the fixed message stands in for an expression that fails
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
      return this.environment.parse(text) as Program;
    } catch {
      return undefined;
    }
  }
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
