// eslint-disable-next-line @backstage/no-undeclared-imports -- no entry point of the package reaches src/testing
import { Random } from '@backstage-gitops/random';
import { base64 } from '../encoding/base64';
import { TemplateSet } from '../exec/templateSet';
import { GoTemplateError } from '../errors';
import { generateRsaKey } from '../crypto/rsaKey';
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

const rsaKeys = new Map<number, string>();

/** One key of ours a size for all cases: the primes of 4,096 bits take seconds. */
function rsaKeyOf(bits: number): string {
  const pem =
    rsaKeys.get(bits) ?? generateRsaKey(bits, new Random(1).bytes).pem;
  rsaKeys.set(bits, pem);
  return pem;
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
    environment: {
      now,
      random: new Random(1).bytes,
      generateRsaKey: rsaKeyOf,
    },
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
