import type { GoValue } from '@backstage-gitops/go-template';
import { toGoTime, ZERO_TIME } from './goTimeText';
import { corrupt, toGoValue, type JsonValue } from './readJson';

const BASE64 = /^(?:[A-Za-z0-9+/\r\n]*)={0,2}[\r\n]*$/;

/**
 * The fields of one JSON object as Go reads them into a struct: null leaves
 * the zero value, other types than the field's are refused, unknown fields
 * are passed over.
 */
export class FieldReader {
  private readonly object: Readonly<Record<string, JsonValue>>;

  /**
   * @param path - of the object, for messages, e.g. `chart.metadata`
   * @throws ReleaseStorageError - `corrupt`: neither an object nor null
   */
  constructor(value: JsonValue, private readonly path: string) {
    if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
      throw corrupt(path, `${typeName(value)} where an object belongs`);
    }
    this.object = value ?? {};
  }

  /** Every name in the object. */
  names(): string[] {
    return Object.keys(this.object);
  }

  /** True where the field is there and not null. */
  has(name: string): boolean {
    return this.valueOf(name) !== null;
  }

  /** Empty by default. */
  text(name: string): string {
    return this.ofType(name, 'string', '');
  }

  flag(name: string): boolean {
    return this.ofType(name, 'boolean', false);
  }

  integer(name: string): number {
    const value = this.ofType(name, 'number', 0);
    if (!Number.isSafeInteger(value)) {
      throw this.wrong(name, 'a number that is no integer');
    }
    return value;
  }

  /** undefined for Go's zero time, and for the empty text that Helm 3 wrote for it. */
  time(name: string): string | undefined {
    const text = this.text(name);
    if (text === '') {
      return undefined;
    }
    const time = toGoTime(text);
    if (time === undefined) {
      throw this.wrong(name, `no time: ${JSON.stringify(text)}`);
    }
    return time === ZERO_TIME ? undefined : time;
  }

  /** Bytes that stand as base64; undefined for null. */
  bytes(name: string): Uint8Array | undefined {
    if (!this.has(name)) {
      return undefined;
    }
    const text = this.text(name);
    if (!BASE64.test(text)) {
      throw this.wrong(name, 'no base64');
    }
    return Buffer.from(text, 'base64');
  }

  texts(name: string): string[] {
    return this.list(name).map((item, index) => {
      if (typeof item !== 'string') {
        throw this.wrong(
          `${name}[${index}]`,
          `${typeName(item)} where text belongs`,
        );
      }
      return item;
    });
  }

  structs<T>(name: string, read: (fields: FieldReader) => T): T[] {
    return this.list(name).map((item, index) =>
      read(new FieldReader(item, this.pathOf(`${name}[${index}]`))),
    );
  }

  struct(name: string): FieldReader {
    return new FieldReader(this.valueOf(name), this.pathOf(name));
  }

  values(name: string): Map<string, GoValue> | undefined {
    if (!this.has(name)) {
      return undefined;
    }
    const value = toGoValue(this.valueOf(name), this.pathOf(name));
    if (!(value instanceof Map)) {
      throw this.wrong(name, 'no object');
    }
    return value;
  }

  list(name: string): readonly JsonValue[] {
    const value = this.valueOf(name);
    if (value !== null && !Array.isArray(value)) {
      throw this.wrong(name, `${typeName(value)} where a list belongs`);
    }
    return value ?? [];
  }

  private ofType<T extends string | boolean | number>(
    name: string,
    type: 'string' | 'boolean' | 'number',
    zero: T,
  ): T {
    const value = this.valueOf(name);
    if (value === null) {
      return zero;
    }
    if (typeof value !== type) {
      throw this.wrong(name, `${typeName(value)} where a ${type} belongs`);
    }
    return value as T;
  }

  private valueOf(name: string): JsonValue {
    return Object.hasOwn(this.object, name) ? this.object[name] : null;
  }

  private pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  private wrong(name: string, problem: string) {
    return corrupt(this.pathOf(name), problem);
  }
}

function typeName(value: JsonValue): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'list' : typeof value;
}
