import { posix } from 'node:path';
import { shorten } from './shorten';

/** Why a build failed, and where: the message does not repeat the place. */
interface BuildFault {
  /** Path below the folder that is built, if the error names one file. */
  readonly file?: string;
  readonly line?: number;
  readonly message: string;
}

/** What is left of an error without one wrapper, and what the wrapper said. */
interface Unwrapped {
  readonly rest: string;
  readonly folder?: string;
  readonly file?: string;
}

const FILE = String.raw`[^']+\.(?:ya?ml|json)`;

/**
 * Wrappers around the cause of a build error, as kustomize writes them. Where
 * it tried a path as a file and as a folder, it tells both failures; the name
 * says which one counts.
 */
const WRAPPERS: readonly RegExp[] = [
  /^(?:kustomize build failed|accumulating (?:resources|components)): (?<rest>.+)$/s,
  new RegExp(
    `^accumulation err='accumulating resources from '(?<file>${FILE})': (?<rest>.+?)': must build at directory: .+$`,
    's',
  ),
  /^accumulation err='accumulating resources from '(?<folder>[^']*)': .+?' must resolve to a file': (?<rest>.+)$/s,
  /^recursed (?:accumulation of|merging from) path '[^']*': (?<rest>.+)$/s,
  new RegExp(
    `^(?:accumulating resources from|in) '(?<file>${FILE})': (?<rest>.+)$`,
    's',
  ),
  /^MalformedYAMLError: (?<rest>.+) in File: (?<file>\S+)$/s,
  /^MalformedYAMLError: (?<rest>.+)$/s,
];

/** Repeats the file that a wrapper has named, by its place on the controller's disk. */
const MISSING_FILE = /^evalsymlink failure on '[^']*' : lstat [^:]*: /;

/**
 * Takes an error of a kustomize build apart.
 * @see kubernetes-sigs/kustomize, api/internal/target: accumulateResources
 */
export function readBuildError(message: string): BuildFault {
  const folders: string[] = [];
  let rest = message;
  let file: string | undefined;
  for (let next = unwrap(rest); next; next = unwrap(rest)) {
    if (next.folder) folders.push(next.folder);
    file = next.file ?? file;
    rest = next.rest;
  }
  if (file === undefined) return { message: shorten(rest) };
  const placed = /^yaml: line (?<line>\d+): (?<rest>.+)$/s.exec(rest)?.groups;
  return {
    file: pathOf(folders, file),
    line: placed && Number(placed.line),
    message: shorten((placed?.rest ?? rest).replace(MISSING_FILE, '')),
  };
}

function unwrap(text: string): Unwrapped | undefined {
  for (const wrapper of WRAPPERS) {
    const groups = wrapper.exec(text)?.groups;
    if (groups) return { rest: groups.rest, ...groups };
  }
  return undefined;
}

/** Below remote bases the file alone is named. */
function pathOf(folders: readonly string[], file: string): string {
  const remote = folders.findIndex(folder =>
    /^\w+:\/\/|^[\w.-]+@/.test(folder),
  );
  return posix.join(...(remote < 0 ? folders : []), file);
}
