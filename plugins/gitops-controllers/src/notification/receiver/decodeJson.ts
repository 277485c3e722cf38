import { WebhookError } from './WebhookError';

/** A value that was JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Where the string ends whose quote stands at a place. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Where the object ends that a text begins with; its length when it has no end. */
function endOfObject(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's message quotes the body
  }
}

/** The value that a text begins with, where that is an object or null. */
function parseFirst(text: string): unknown {
  const start = text.replace(/^[\t\n\r ]+/, '');
  if (start.startsWith('null')) return null;
  return start[0] === '{'
    ? parse(start.slice(0, endOfObject(start)))
    : undefined;
}

function requireObject(value: unknown, what: string): JsonObject {
  if (value === undefined) {
    throw new WebhookError('payload', `cannot decode ${what}: no valid JSON`);
  }
  if (value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new WebhookError(
    'payload',
    `cannot decode ${what}: it is no JSON object`,
  );
}

/**
 * The object that a body begins with; null counts as an empty one, and what
 * follows is not looked at, as Go's `json.Decoder` has it.
 * @throws WebhookError - `payload`
 */
export function decodeFirstObject(body: Buffer, what: string): JsonObject {
  const text = body.toString('utf8');
  return requireObject(parse(text) ?? parseFirst(text), what);
}

/**
 * The object that a body is.
 * @throws WebhookError - `payload`
 */
export function decodeObject(body: Buffer, what: string): JsonObject {
  return requireObject(parse(body.toString('utf8')), what);
}

/** Values of a field: Go takes any case of its name, the last of them counts. */
function valuesOf(object: JsonObject, name: string): unknown[] {
  const folded = name.toLowerCase();
  return Object.keys(object)
    .filter(key => key === name || key.toLowerCase() === folded)
    .map(key => object[key]);
}

/** How a value of a field is read. */
type ReadField<T> = (value: unknown, field: string) => T;

/**
 * A field of an object as Go decodes it; undefined when it is missing or null.
 * @throws WebhookError - `payload`: one of its values has another type
 */
export function fieldOf<T>(
  object: JsonObject,
  field: string,
  read: ReadField<T>,
): T | undefined {
  let result: T | undefined;
  for (const value of valuesOf(object, field)) {
    if (value !== null) result = read(value, field);
  }
  return result;
}

function mismatch(field: string, expected: string): WebhookError {
  return new WebhookError('payload', `field ${field} must be ${expected}`);
}

const RFC3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** How fields of Go's types are read. */
export const readField = {
  text: (value: unknown, field: string): string => {
    if (typeof value !== 'string') throw mismatch(field, 'a string');
    return value;
  },
  texts: (value: unknown, field: string): string[] => {
    if (!Array.isArray(value)) throw mismatch(field, 'a list of strings');
    return value.map(item =>
      item === null ? '' : readField.text(item, field),
    );
  },
  object: (value: unknown, field: string): JsonObject => {
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw mismatch(field, 'an object');
    }
    return value as JsonObject;
  },
  list: (value: unknown, field: string): readonly unknown[] => {
    if (!Array.isArray(value)) throw mismatch(field, 'a list');
    return value;
  },
  /** RFC 3339. */
  time: (value: unknown, field: string): string => {
    if (typeof value !== 'string' || !RFC3339.test(value)) {
      throw mismatch(field, 'a time of RFC 3339');
    }
    return value;
  },
} as const;
