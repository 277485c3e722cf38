import { isInternalAnnotation } from './annotations';
import type { JsonValue } from './toValue';

/** A mapping of JSON data. */
type JsonObject = { [key: string]: JsonValue };

/** Text of one line that is read as it was written. */
const PLAIN_TEXT = /^[\x20-\x7e]*$/;

const PLAIN_KEY = /^([A-Za-z_][\w./-]*|-)$/;
/** What YAML 1.1 reads as something else than text. */
const WORDS = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** Whether a key comes back unchanged when written and read. */
export function isPlainKey(key: string): boolean {
  return PLAIN_KEY.test(key) && !WORDS.test(key);
}

/** Whether a value that a patch adds comes back unchanged when written and read. */
export function isPlain(value: JsonValue): boolean {
  switch (typeof value) {
    case 'string':
      return PLAIN_TEXT.test(value);
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0);
    case 'bigint':
      return false;
    case 'boolean':
      return true;
    default:
      if (value === null) return true;
      return Object.entries(value).every(
        ([key, item]) => isPlainKey(key) && isPlain(item),
      );
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextMap(
  value: JsonValue | undefined,
): value is { [key: string]: string } {
  return (
    isObject(value) &&
    Object.values(value).every(item => typeof item === 'string')
  );
}

/**
 * An object as JSON data while JSON patches follow each other, so that it need
 * not be written as YAML and read again after each. Only for objects whose
 * identity is text; what does not fit has no such form.
 */
export class JsonForm {
  private constructor(
    readonly document: JsonObject,
    readonly annotations: { [key: string]: string },
  ) {}

  /** @returns undefined where kind, name or annotations are no text, or missing */
  static of(document: JsonValue): JsonForm | undefined {
    if (!isObject(document) || !isObject(document.metadata)) return undefined;
    const { apiVersion, kind, metadata } = document;
    const { annotations, name, namespace = '' } = metadata;
    const isText =
      [apiVersion, kind, name].every(
        text => typeof text === 'string' && text !== '',
      ) && typeof namespace === 'string';
    return isText && isTextMap(annotations)
      ? new JsonForm(document, annotations)
      : undefined;
  }

  get apiVersion(): string {
    return this.document.apiVersion as string;
  }

  get kind(): string {
    return this.document.kind as string;
  }

  get name(): string {
    return this.metadata.name as string;
  }

  get namespace(): string {
    return (this.metadata.namespace ?? '') as string;
  }

  /** Undefined where a label is no text. */
  get labels(): ReadonlyMap<string, string> | undefined {
    const { labels = {} } = this.metadata;
    return isTextMap(labels) ? new Map(Object.entries(labels)) : undefined;
  }

  /** Annotations that the build needs, whatever a patch does to them. */
  get internalAnnotations(): [string, string][] {
    return Object.entries(this.annotations).filter(([key]) =>
      isInternalAnnotation(key),
    );
  }

  /** Adds an item to a list in an annotation. */
  append(annotation: string, item: string): void {
    const text = this.annotations[annotation];
    this.annotations[annotation] =
      text === undefined ? item : `${text},${item}`;
  }

  private get metadata(): JsonObject {
    return this.document.metadata as JsonObject;
  }
}

/** Sets annotations of a document that has metadata. */
export function withAnnotations(
  document: JsonValue,
  values: Iterable<readonly [string, string]>,
): JsonValue {
  if (!isObject(document) || !isObject(document.metadata)) return document;
  const { metadata } = document;
  const annotations = isObject(metadata.annotations)
    ? metadata.annotations
    : {};
  metadata.annotations = annotations;
  for (const [key, value] of values) annotations[key] = value;
  return document;
}

/** Whether two values are the same data; keys may stand in another order. */
export function equalJson(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => equalJson(item, b[i]))
    );
  }
  if (typeof a !== 'object' || a === null) return a === b;
  if (typeof b !== 'object' || b === null || Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
  );
}
