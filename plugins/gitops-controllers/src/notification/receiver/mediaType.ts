const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const QUOTED = /"(?:[^"\\\r\n]|\\[^\r\n])*"/y;

/** @returns what the pattern matches at a place; empty when it does not */
function matchAt(pattern: RegExp, text: string, start: number): string {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0] ?? '';
}

function isType(text: string): boolean {
  const type = matchAt(TOKEN, text, 0);
  if (type === '' || type === text) return type !== '';
  if (text[type.length] !== '/') return false;
  const subtype = matchAt(TOKEN, text, type.length + 1);
  return subtype !== '' && type.length + 1 + subtype.length === text.length;
}

function skipSpace(text: string, start: number): number {
  return start + matchAt(/\s*/y, text, start).length;
}

/** @returns where the parameter ends, its name and value; undefined when there is none */
function readParameter(text: string, start: number) {
  if (text[start] !== ';') return undefined;
  const nameStart = skipSpace(text, start + 1);
  const name = matchAt(TOKEN, text, nameStart);
  const equals = skipSpace(text, nameStart + name.length);
  if (name === '' || text[equals] !== '=') return undefined;
  const valueStart = skipSpace(text, equals + 1);
  const value =
    matchAt(QUOTED, text, valueStart) || matchAt(TOKEN, text, valueStart);
  return value === ''
    ? undefined
    : { name: name.toLowerCase(), value, end: valueStart + value.length };
}

/** Whether the parameters of a media type can be read; trailing semicolons are allowed. */
function hasReadableParameters(text: string): boolean {
  const seen = new Map<string, string>();
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const parameter = readParameter(text, at);
    if (!parameter) return text.slice(at).trim() === ';';
    const { name, value, end } = parameter;
    if (seen.has(name) && seen.get(name) !== value) return false;
    seen.set(name, value);
    at = skipSpace(text, end);
  }
  return true;
}

/**
 * The type of a Content-Type header, as Go's `mime.ParseMediaType` reads it:
 * `Application/JSON; charset=utf-8` → `application/json`.
 * @returns undefined when type or parameters can't be read
 */
export function parseMediaType(header: string): string | undefined {
  const semicolon = header.indexOf(';');
  const end = semicolon < 0 ? header.length : semicolon;
  const type = header.slice(0, end).trim().toLowerCase();
  return isType(type) && hasReadableParameters(header.slice(end))
    ? type
    : undefined;
}

/** Whether one of the types that a Content-Type header lists is JSON. */
export function isJsonContent(header: string): boolean {
  for (const part of header.split(',')) {
    const type = parseMediaType(part);
    if (type === undefined) return false;
    if (type === 'application/json') return true;
  }
  return false;
}
