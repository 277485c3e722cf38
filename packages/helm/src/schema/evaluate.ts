import { arrayFaults } from './keywords/arrayFaults';
import { conditionFaults } from './keywords/conditionFaults';
import { objectFaults } from './keywords/objectFaults';
import { numberFaults, stringFaults } from './keywords/scalarFaults';
import { valueFault } from './keywords/valueFault';
import { fault, groupFaults, referenceFault, type Fault } from './fault';
import { isList, isObject, type JsonValue } from './jsonValue';
import type {
  LocatedSchema,
  SchemaRegistry,
  SchemaResource,
} from './schemaRegistry';
import { SchemaError } from './schemaError';
import type { PatternCompiler } from './patterns';

/** Nested schemas of one value; a deeper nesting is a cycle. */
const MAX_DEPTH = 500;

/** Checks of one value by one schema; references that fork can ask for any number. */
const MAX_CHECKS = 1_000_000;

/** What a schema found in one value. */
interface Outcome {
  readonly fault: Fault | undefined;
  /** Properties and items that some keyword has looked at, for `unevaluated…`. */
  readonly seen: Set<string>;
}

/** One value being checked by one schema. */
export interface Check {
  readonly schema: ReadonlyMap<string, JsonValue>;
  readonly value: JsonValue;
  readonly path: readonly string[];
  readonly resource: SchemaResource;
  readonly seen: Set<string>;
  /** Checks the same value by a subschema; what it has seen counts here when it fits. */
  self(schema: JsonValue): Fault | undefined;
  /** Checks a property or item. */
  child(schema: JsonValue, value: JsonValue, key: string): Fault | undefined;
  /** Checks another value as if it were the root, e.g. a property's name. */
  apart(schema: JsonValue, value: JsonValue): Fault | undefined;
  /** True when a Go regular expression matches somewhere in the text. */
  matches(pattern: string, text: string): boolean;
  /**
   * Counts work against the bound of the whole run, in checks of a value by a schema.
   * @throws SchemaError - the bound is exceeded
   */
  spend(checks: number): void;
  /** Formats are checked in drafts before 2019, and in metaschemas. */
  readonly assertsFormat: boolean;
}

/** The way from the root schema to the current one. */
interface Trail {
  /** The resources that were entered, each once in a row. */
  readonly resources: readonly SchemaResource[];
  readonly depth: number;
}

const START: Trail = { resources: [], depth: 0 };

function enter({ resources, depth }: Trail, resource: SchemaResource): Trail {
  return {
    resources:
      resources.at(-1) === resource ? resources : [...resources, resource],
    depth: depth + 1,
  };
}

/** Checks values by the schemas of a registry. */
export class Evaluator {
  private checks = 0;

  constructor(
    private readonly registry: SchemaRegistry,
    private readonly patterns: PatternCompiler,
    private readonly isMeta = false,
  ) {}

  /**
   * The faults of a value; undefined when it fits.
   * @throws SchemaError - a reference leads nowhere; a bound is exceeded
   */
  check(located: LocatedSchema, value: JsonValue): Fault | undefined {
    this.checks = 0;
    return this.run(located, value, [], START).fault;
  }

  private run(
    located: LocatedSchema,
    value: JsonValue,
    path: readonly string[],
    trail: Trail,
  ): Outcome {
    const { schema } = located;
    const seen = new Set<string>();
    if (!isObject(schema)) {
      return {
        fault: schema === false ? fault(path, 'false schema') : undefined,
        seen,
      };
    }
    this.spend(1);
    if (trail.depth > MAX_DEPTH) {
      throw new SchemaError('schemas refer to each other without end');
    }
    const resource = this.registry.ownerOf(schema, located.resource);
    const inner = enter(trail, resource);
    const run = (part: JsonValue, item: JsonValue, at: readonly string[]) =>
      this.run({ schema: part, resource }, item, at, inner);
    const check: Check = {
      schema,
      value,
      path,
      resource,
      seen,
      self: part => {
        const outcome = run(part, value, path);
        merge(seen, outcome);
        return outcome.fault;
      },
      child: (part, item, key) => run(part, item, [...path, key]).fault,
      apart: (part, item) => run(part, item, []).fault,
      matches: (pattern, text) => {
        this.spend(this.patterns.cost(pattern, text));
        return this.patterns.matches(pattern, text);
      },
      spend: checks => this.spend(checks),
      assertsFormat: this.isMeta || resource.draft < 2019,
    };
    return { fault: this.faultOf(check, inner), seen };
  }

  private spend(checks: number): void {
    this.checks += checks;
    if (this.checks > MAX_CHECKS) {
      throw new SchemaError(`the schema takes more than ${MAX_CHECKS} checks`);
    }
  }

  private faultOf(check: Check, trail: Trail): Fault | undefined {
    const { schema, value, path, resource } = check;
    const isLegacy = resource.draft < 2019;
    if (isLegacy && schema.has('$ref')) {
      return this.follow(check, '$ref', trail);
    }
    const first = valueFault(check, this.patterns);
    if (first) {
      return first;
    }
    const faults: Fault[] = [];
    collect(faults, this.follow(check, '$ref', trail));
    if (isObject(value)) {
      faults.push(...objectFaults(check, value));
    } else if (isList(value)) {
      faults.push(...arrayFaults(check, value));
    } else if (typeof value === 'string') {
      faults.push(...stringFaults(check, value));
    } else if (typeof value === 'number') {
      faults.push(...numberFaults(check, value));
    }
    if (!isLegacy) {
      collect(faults, this.follow(check, '$recursiveRef', trail));
      collect(faults, this.follow(check, '$dynamicRef', trail));
    }
    faults.push(...conditionFaults(check));
    if (!isLegacy) {
      faults.push(...unevaluatedFaults(check));
    }
    return groupFaults(path, faults);
  }

  private follow(
    check: Check,
    keyword: '$ref' | '$recursiveRef' | '$dynamicRef',
    trail: Trail,
  ): Fault | undefined {
    const reference = check.schema.get(keyword);
    if (typeof reference !== 'string') {
      return undefined;
    }
    const target = this.target(
      reference,
      keyword,
      check.resource,
      trail.resources,
    );
    const outcome = this.run(target, check.value, check.path, trail);
    merge(check.seen, outcome);
    return outcome.fault && referenceFault(check.path, outcome.fault);
  }

  private target(
    reference: string,
    keyword: string,
    resource: SchemaResource,
    scopes: readonly SchemaResource[],
  ): LocatedSchema {
    const initial = this.registry.resolve(reference, resource);
    if (keyword === '$recursiveRef' && isRecursive(initial.resource)) {
      const outermost = scopes.find(isRecursive) ?? initial.resource;
      return { schema: outermost.root, resource: outermost };
    }
    const anchor = reference.split('#')[1] ?? '';
    if (
      keyword === '$dynamicRef' &&
      isObject(initial.schema) &&
      initial.schema.get('$dynamicAnchor') === anchor
    ) {
      for (const scope of scopes) {
        const schema = scope.dynamicAnchors.get(anchor);
        if (schema !== undefined) {
          return { schema, resource: scope };
        }
      }
    }
    return initial;
  }
}

function isRecursive({ root }: SchemaResource): boolean {
  return isObject(root) && root.get('$recursiveAnchor') === true;
}

function merge(seen: Set<string>, outcome: Outcome): void {
  if (!outcome.fault) {
    outcome.seen.forEach(key => seen.add(key));
  }
}

function collect(faults: Fault[], found: Fault | undefined): void {
  if (found) {
    faults.push(found);
  }
}

function unevaluatedFaults(check: Check): Fault[] {
  const { schema, value, seen } = check;
  const faults: Fault[] = [];
  const properties = schema.get('unevaluatedProperties');
  const items = schema.get('unevaluatedItems');
  if (properties !== undefined && isObject(value)) {
    for (const [key, item] of value) {
      if (!seen.has(key)) {
        collect(faults, check.child(properties, item, key));
        seen.add(key);
      }
    }
  }
  if (items !== undefined && isList(value)) {
    value.forEach((item, index) => {
      if (!seen.has(String(index))) {
        collect(faults, check.child(items, item, String(index)));
        seen.add(String(index));
      }
    });
  }
  return faults;
}
