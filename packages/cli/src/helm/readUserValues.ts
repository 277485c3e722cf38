import {
  HelmError,
  mergeMaps,
  parseSet,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
  readValues,
  type Values,
} from '@backstage-gitops/helm';
import { readFileSync } from 'fs';
import { resolve } from 'path';
import type { ParsedFlags } from '../flags';

/** Where values are read from. */
interface ValueSources {
  readonly cwd: string;
  /** Text of standard input, for `-f -`. */
  readonly stdin: string;
}

/**
 * The values of a command line: files first, then --set-json, --set,
 * --set-string, --set-file and --set-literal, whatever their order in it.
 * @throws HelmError - code VALUES
 */
export function readUserValues(
  flags: ParsedFlags,
  sources: ValueSources,
): Values {
  const read = (path: string) => readFile(path, sources);
  let values: Values = new Map();
  for (const path of flags.values('values')) {
    values = mergeMaps(values, readValuesFile(path, read));
  }
  for (const text of flags.values('set-json')) {
    values = parseSetJson(text, values);
  }
  flags.values('set').forEach(text => parseSet(text, values));
  flags.values('set-string').forEach(text => parseSetString(text, values));
  flags.values('set-file').forEach(text => parseSetFile(text, values, read));
  flags.values('set-literal').forEach(text => parseSetLiteral(text, values));
  return values;
}

function readValuesFile(path: string, read: (path: string) => string): Values {
  const text = read(path);
  try {
    return readValues(text);
  } catch (error) {
    throw new HelmError(
      'VALUES',
      `failed to parse ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function readFile(path: string, { cwd, stdin }: ValueSources): string {
  if (path.trim() === '-') {
    return stdin;
  }
  if (/^(?:https?|oci):\/\//.test(path)) {
    throw new HelmError(
      'VALUES',
      `values are read from disk only, not from ${path}`,
    );
  }
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new HelmError('VALUES', openProblem(path, error), { cause: error });
  }
}

function openProblem(path: string, error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return `open ${path}: no such file or directory`;
    case 'ENOTDIR':
      return `open ${path}: not a directory`;
    case 'EACCES':
      return `open ${path}: permission denied`;
    case 'EISDIR':
      return `read ${path}: is a directory`;
    default:
      return (error as Error).message;
  }
}
