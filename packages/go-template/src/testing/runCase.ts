import { base64 } from '../encoding/base64';
import { TemplateSet } from '../exec/templateSet';
import { GoTemplateError } from '../errors';
import { helmFunctions } from '../helm/helmFunctions';
import { sprigFunctions } from '../sprig/sprigFunctions';
import { FunctionMap } from '../values/goFunction';
import { encodeUtf8, hasRawBytes } from '../values/utf8';
import { readTypedData } from './typedData';

/** One request to the Go program in test/oracle/go-template. */
export interface TemplateCase {
  readonly template: string;
  readonly templates?: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly missingKey?: 'default' | 'zero' | 'error';
  readonly functions?: 'helm' | 'sprig' | 'none';
}

/** What a case gives: an output, or the text of an error. */
export interface CaseAnswer {
  readonly output?: string;
  readonly error?: string;
  /** The output in base64 when it is not UTF-8. */
  readonly bytes?: string;
}

function functionsOf(choice: TemplateCase['functions']): FunctionMap {
  switch (choice) {
    case 'none':
      return new Map();
    case 'sprig':
      return sprigFunctions();
    default:
      return helmFunctions();
  }
}

/** Random bytes that are the same in every run (mulberry32). */
export function seededRandom(seed: number): (length: number) => Uint8Array {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return length => Uint8Array.from({ length }, next);
}

/** Makes the set of a case, ready to execute the template `t`. */
export function caseSet(
  request: TemplateCase,
  functions: FunctionMap = functionsOf(request.functions),
  now: () => number = () => 1_700_000_000_000,
): TemplateSet {
  const set = new TemplateSet({
    functions,
    missingKey: request.missingKey,
    environment: { now, random: seededRandom(1) },
  });
  for (const name of Object.keys(request.templates ?? {}).sort()) {
    set.parse(name, request.templates?.[name] ?? '');
  }
  set.parse('t', request.template);
  return set;
}

/** Answers a case as the Go program does. */
export function runCase(
  request: TemplateCase,
  functions?: FunctionMap,
  now?: () => number,
): CaseAnswer {
  try {
    const set = caseSet(request, functions, now);
    const output = set.execute('t', readTypedData(request.data ?? null));
    return hasRawBytes(output)
      ? { output, bytes: base64(encodeUtf8(output)) }
      : { output };
  } catch (error) {
    if (error instanceof GoTemplateError) {
      return { error: error.message };
    }
    throw error;
  }
}
