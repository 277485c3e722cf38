import type { Check } from '../evaluate';
import { fault, quote, type Fault } from '../fault';
import { formatProblem } from '../formats';
import {
  isEqual,
  isList,
  isObject,
  TYPE_NAMES,
  typeOf,
  type JsonValue,
} from '../jsonValue';
import type { PatternCompiler } from '../patterns';

/** Values that are compared while a small schema is checked. */
const EQUALITIES_PER_CHECK = 10;

/** The first fault among type, const, enum and format; the others are not looked at then. */
export function valueFault(
  check: Check,
  patterns: PatternCompiler,
): Fault | undefined {
  return (
    typeFault(check) ??
    constFault(check) ??
    enumFault(check) ??
    formatFault(check, patterns)
  );
}

function typeFault({ schema, value, path }: Check): Fault | undefined {
  const wanted = wantedTypes(schema.get('type'));
  if (wanted.length === 0) {
    return undefined;
  }
  const got = typeOf(value);
  const isInteger = typeof value === 'number' && Number.isInteger(value);
  return wanted.includes(got) || (isInteger && wanted.includes('integer'))
    ? undefined
    : fault(path, `got ${got}, want ${wanted.join(' or ')}`);
}

function wantedTypes(type: JsonValue | undefined): string[] {
  const names = isList(type) ? type : [type];
  return TYPE_NAMES.filter(name => names.includes(name));
}

function constFault(check: Check): Fault | undefined {
  const wanted = check.schema.get('const');
  if (
    wanted === undefined ||
    check.resource.draft < 6 ||
    isEqual(check.value, wanted)
  ) {
    return undefined;
  }
  return fault(
    check.path,
    isNested(wanted) ? "'const' failed" : `value must be ${display(wanted)}`,
  );
}

function enumFault(check: Check): Fault | undefined {
  const { schema, value, path } = check;
  const wanted = schema.get('enum');
  if (!isList(wanted)) {
    return undefined;
  }
  check.spend(wanted.length / EQUALITIES_PER_CHECK);
  if (wanted.some(item => isEqual(value, item))) {
    return undefined;
  }
  if (wanted.some(isNested)) {
    return fault(path, "'enum' failed");
  }
  return fault(
    path,
    wanted.length === 1
      ? `value must be ${display(wanted[0])}`
      : `value must be one of ${wanted.map(display).join(', ')}`,
  );
}

function formatFault(
  check: Check,
  patterns: PatternCompiler,
): Fault | undefined {
  const format = check.schema.get('format');
  const { value, path } = check;
  if (
    !check.assertsFormat ||
    typeof format !== 'string' ||
    typeof value !== 'string'
  ) {
    return undefined;
  }
  const problem =
    format === 'regex' ? patterns.problem(value) : formatProblem(format, value);
  return problem === undefined
    ? undefined
    : fault(path, `${display(value)} is not valid ${format}: ${problem}`);
}

function isNested(value: JsonValue): boolean {
  return isList(value) || isObject(value);
}

/** A simple value as a fault shows it. */
function display(value: JsonValue): string {
  if (value === null) {
    return '<nil>';
  }
  return typeof value === 'string' ? quote(value) : String(value);
}
