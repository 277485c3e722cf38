import { isObject, JsonObject, sortedJson } from '../json';

/**
 * A set of field paths, as a tree. A path element is written as in FieldsV1:
 * `f:name` (field), `k:{…}` (list item by key), `v:…` (set item), `i:0` (index).
 */
export class FieldSet {
  readonly members = new Set<string>();
  readonly children = new Map<string, FieldSet>();

  /** Reads the FieldsV1 form. */
  static fromJson(json: JsonObject | undefined): FieldSet {
    const set = new FieldSet();
    for (const [element, value] of Object.entries(json ?? {})) {
      if (element === '.' || !isObject(value)) {
        continue;
      }
      const keys = Object.keys(value);
      if (keys.length === 0 || '.' in value) {
        set.members.add(element);
      }
      if (keys.some(key => key !== '.')) {
        set.children.set(element, FieldSet.fromJson(value));
      }
    }
    return set;
  }

  /** Writes the FieldsV1 form, elements sorted. */
  toJson(): JsonObject {
    const out: JsonObject = {};
    const elements = [
      ...new Set([...this.members, ...this.children.keys()]),
    ].sort();
    for (const element of elements) {
      const child = this.children.get(element);
      const self = this.members.has(element) && child ? { '.': {} } : {};
      out[element] = child ? { ...self, ...child.toJson() } : {};
    }
    return out;
  }

  get isEmpty(): boolean {
    return (
      this.members.size === 0 &&
      [...this.children.values()].every(child => child.isEmpty)
    );
  }

  insert(path: readonly string[]): void {
    const [element, ...rest] = path;
    if (element === undefined) {
      return;
    }
    if (rest.length === 0) {
      this.members.add(element);
      return;
    }
    let child = this.children.get(element);
    if (!child) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    child.insert(rest);
  }

  union(other: FieldSet): FieldSet {
    const out = new FieldSet();
    this.members.forEach(member => out.members.add(member));
    other.members.forEach(member => out.members.add(member));
    for (const element of new Set([
      ...this.children.keys(),
      ...other.children.keys(),
    ])) {
      const mine = this.children.get(element);
      const theirs = other.children.get(element);
      out.children.set(
        element,
        mine && theirs ? mine.union(theirs) : (mine ?? theirs)!,
      );
    }
    return out;
  }

  /** Paths of this set that are not in `other`; a removed parent does not remove its children. */
  difference(other: FieldSet): FieldSet {
    const out = new FieldSet();
    this.members.forEach(member => {
      if (!other.members.has(member)) {
        out.members.add(member);
      }
    });
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      const rest = theirs ? child.difference(theirs) : child;
      if (!rest.isEmpty) {
        out.children.set(element, rest);
      }
    }
    return out;
  }

  /** As `difference`, and a path in `other` takes everything below it away too. */
  recursiveDifference(other: FieldSet): FieldSet {
    const out = new FieldSet();
    this.members.forEach(member => {
      if (!other.members.has(member)) {
        out.members.add(member);
      }
    });
    for (const [element, child] of this.children) {
      if (other.members.has(element)) {
        continue;
      }
      const theirs = other.children.get(element);
      const rest = theirs ? child.recursiveDifference(theirs) : child;
      if (!rest.isEmpty) {
        out.children.set(element, rest);
      }
    }
    return out;
  }

  intersection(other: FieldSet): FieldSet {
    const out = new FieldSet();
    this.members.forEach(member => {
      if (other.members.has(member)) {
        out.members.add(member);
      }
    });
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      const common = theirs && child.intersection(theirs);
      if (common && !common.isEmpty) {
        out.children.set(element, common);
      }
    }
    return out;
  }

  equals(other: FieldSet): boolean {
    return sortedJson(this.toJson()) === sortedJson(other.toJson());
  }

  has([element, ...rest]: readonly string[]): boolean {
    return rest.length === 0
      ? this.members.has(element)
      : this.children.get(element)?.has(rest) ?? false;
  }

  /** Every path, in sorted order. */
  paths(): string[][] {
    const own = [...this.members].sort().map(member => [member]);
    const below = [...this.children.keys()].sort().flatMap(element =>
      this.children
        .get(element)!
        .paths()
        .map(path => [element, ...path]),
    );
    return [...own, ...below];
  }
}

/** A path as the API server prints it: `.spec.containers[name="app"].image`. */
export function printPath(path: readonly string[]): string {
  return path.map(printElement).join('');
}

function printElement(element: string): string {
  const body = element.slice(2);
  switch (element[0]) {
    case 'k': {
      const keys = JSON.parse(body) as JsonObject;
      const fields = Object.keys(keys)
        .sort()
        .map(key => `${key}=${JSON.stringify(keys[key])}`);
      return `[${fields.join(',')}]`;
    }
    case 'v':
      return `[=${body}]`;
    case 'i':
      return `[${body}]`;
    default:
      return `.${body}`;
  }
}
