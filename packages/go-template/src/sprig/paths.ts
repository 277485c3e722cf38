import { Definitions, textFunction } from './define';
import { goFunction } from '../values/goFunction';

/** Go's path.Clean. */
function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') {
      continue;
    }
    const last = parts[parts.length - 1];
    if (part !== '..') {
      parts.push(part);
    } else if (last !== undefined && last !== '..') {
      parts.pop();
    } else if (!isRooted) {
      parts.push(part);
    }
  }
  const body = parts.join('/');
  return isRooted ? `/${body}` : body || '.';
}

function base(path: string): string {
  if (path === '') {
    return '.';
  }
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

const baseFunction = textFunction(base);
const dir = textFunction(path =>
  cleanPath(path.slice(0, path.lastIndexOf('/') + 1)),
);
const clean = textFunction(cleanPath);
const ext = textFunction(extension);
const isAbs = goFunction('string', ([path]) =>
  (path as string).startsWith('/'),
);

/** Sprig's path functions; those of the operating system are Unix's. */
export const pathFunctions: Definitions = {
  base: baseFunction,
  dir,
  clean,
  ext,
  isAbs,
  osBase: baseFunction,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
};
