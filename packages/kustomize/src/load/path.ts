/** Lexical POSIX path functions; the rules of Go's path/filepath on Linux. */

/** Removes `.`, `..` and doubled slashes; `''` becomes `.`. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') {
      parts.pop();
    } else if (part !== '..' || !absolute) {
      parts.push(part);
    }
  }
  const joined = parts.join('/');
  if (absolute) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** Joins and normalizes; empty parts count for nothing, all empty gives `''`. */
export function joinPath(...parts: string[]): string {
  const present = parts.filter(part => part !== '');
  return present.length === 0 ? '' : normalizePath(present.join('/'));
}

/** The path without its last element; of `/a` it is `/`, of `a` it is `.`. */
export function dirName(path: string): string {
  const index = path.lastIndexOf('/');
  if (index < 0) return '.';
  return index === 0 ? '/' : normalizePath(path.slice(0, index));
}

/** The last element of a path. */
export function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or lies below it; both normalized and absolute. */
export function isInOrBelow(path: string, directory: string): boolean {
  return (
    directory === '/' || path === directory || path.startsWith(`${directory}/`)
  );
}
