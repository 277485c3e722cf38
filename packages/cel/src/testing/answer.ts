import {
  Budget,
  CelError,
  DYN,
  encoders,
  Environment,
  kubernetesLibraries,
  lists,
  mapOf,
  math,
  optionals,
  sets,
  STRING,
  strings,
  twoVariables,
} from '..';
import type { CelType } from '..';
import { toText } from './toText';

/** How an expression is read; see `test/oracle/cel`. */
export type Mode = 'parse' | 'check' | 'kubernetes' | 'extensions';

/** A question to both sides. */
export interface Question {
  readonly expression: string;
  readonly mode: Mode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A value as text, or an error and where it came from. */
export interface Answer {
  readonly value?: string;
  readonly error?: string;
  readonly stage?: 'compile' | 'evaluate';
  readonly type?: string;
}

const FLUX = [optionals, strings, sets, encoders];

function environmentFor(mode: Mode, names: readonly string[]): Environment {
  const typed = (type: CelType) =>
    Object.fromEntries(names.map(name => [name, type]));
  switch (mode) {
    case 'parse':
      return new Environment({ libraries: FLUX });
    case 'check':
      return new Environment({
        libraries: FLUX,
        variables: typed(mapOf(STRING, DYN)),
      });
    case 'kubernetes':
      return new Environment({
        libraries: kubernetesLibraries(),
        variables: typed(DYN),
      });
    default:
      return new Environment({
        libraries: [...FLUX, lists, math, twoVariables],
        variables: typed(DYN),
      });
  }
}

/** Time is not what is compared: the budget is large. */
const LIMITS = { steps: 20_000_000, bytes: 256 * 1024 * 1024 };

/** What this package answers. */
export function answer({ expression, mode, variables }: Question): Answer {
  let stage: Answer['stage'] = 'compile';
  try {
    const environment = environmentFor(mode, Object.keys(variables));
    const program =
      mode === 'parse'
        ? environment.parse(expression)
        : environment.compile(expression);
    stage = 'evaluate';
    const value = program.evaluate(variables, new Budget(LIMITS));
    return { value: toText(value) };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { error: error.message, stage };
  }
}

/** Values of libraries are compared by what their functions say of them. */
const OPAQUE = /\b(?:kubernetes\.\w+|net\.\w+)\([^)]*\)/g;

/**
 * What docs/cel.md lists: keys that are no keys are an error here, `%f` and `%e`
 * print ints as numbers, the API server formats by older rules, and where cel-go
 * itself stops with a panic there is a value here.
 */
function isListed(
  { expression, mode }: Question,
  ours: Answer,
  theirs: Answer,
): boolean {
  return (
    (ours.error?.startsWith('unsupported key type') ?? false) ||
    (theirs.error?.includes('runtime error: ') ?? false) ||
    (mode === 'kubernetes' && expression.includes('.format(')) ||
    /%e|%\.2f/.test(expression)
  );
}

/** Whether both answers are a failure, or the same value. */
export function isSame(
  question: Question,
  ours: Answer,
  theirs: Answer,
): boolean {
  if (isListed(question, ours, theirs)) return true;
  if (theirs.error !== undefined || ours.error !== undefined) {
    return theirs.error !== undefined && ours.error !== undefined;
  }
  return (
    ours.value === theirs.value?.replace(OPAQUE, found => found.split('(')[0])
  );
}
