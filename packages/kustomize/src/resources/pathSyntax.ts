/** Splitting of field paths: `spec/template`, `metadata.annotations.a\.b`. */

/** Splits at `delimiter`; a backslash before it keeps it. A leading delimiter counts for nothing. */
export function splitPath(path: string, delimiter: string): string[] {
  let parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts = parts.slice(1);
  const result = [parts[0]];
  for (const part of parts.slice(1)) {
    const last = result.length - 1;
    if (result[last].endsWith('\\')) {
      result[last] = result[last].slice(0, -1) + delimiter + part;
    } else {
      result.push(part);
    }
  }
  return result;
}

/** As {@link splitPath}, but a part in brackets may hold the delimiter: `a.[b.c=d.e].f`. */
export function splitBracketPath(path: string, delimiter: string): string[] {
  const split = splitPath(path, delimiter);
  const result: string[] = [];
  for (let i = 0; i < split.length; i++) {
    const part = split[i];
    if (!part.startsWith('[') || part.endsWith(']')) {
      result.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < split.length - 1) {
      i += 1;
      bracketed.push(split[i]);
      if (split[i].endsWith(']')) break;
    }
    const joined = bracketed.join(delimiter);
    result.push(
      joined.includes('=') ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ''),
    );
  }
  return result;
}
