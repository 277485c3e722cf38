import { GoNamedString, GoMap, GoSlice } from '../values/goCollections';
import { GoComplex } from '../values/goComplex';
import { GoFunction } from '../values/goFunction';
import { GoInt, GoNamedInt } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoKind, GoType, GoTypes, isUnsignedKind } from '../values/goType';
import type { GoValue } from '../values/goValue';
import {
  elementsOf,
  keyOf,
  mapOf,
  sortedKeys,
  typeOf,
} from '../values/reflect';
import { decodeUtf8 } from '../values/utf8';
import { Flags, noFlags, pad } from './flags';
import { formatDuration } from './formatDuration';
import {
  formatBool,
  formatComplex,
  formatFloatVerb,
  formatInteger,
  formatString,
  hexText,
  padText,
} from './formatScalars';

const STRING_VERBS = 'vsxXq';
/** Kinds that `%p` prints an address of, which differs from run to run in Go. */
const ADDRESSED: readonly GoKind[] = ['map', 'slice', 'ptr', 'func'];
const MAX_DEPTH = 1000;

/** Prints one operand under a verb, as Go's fmt does for a top-level argument. */
export function printOperand(
  value: GoValue,
  verb: string,
  flags: Flags,
): string {
  if (value === null || value === undefined) {
    return verb === 'v' || verb === 'T'
      ? pad('<nil>', flags)
      : `%!${verb}(<nil>)`;
  }
  if (verb === 'T') {
    return formatString(typeOf(value).name, 's', flags) as string;
  }
  const { kind } = typeOf(value);
  if (verb === 'p' && !ADDRESSED.includes(kind)) {
    return badVerb(value, verb, flags);
  }
  return printValue(value, verb, flags, 0);
}

/** `%v` of a value, with `<nil>` for nil. */
export function printPlain(value: GoValue): string {
  return typeof value === 'string'
    ? value
    : printOperand(value, 'v', noFlags());
}

/** The text of the value's String() or Error() method, undefined without one. */
function methodText(value: GoValue): string | undefined {
  if (value instanceof GoObject) {
    return value.string?.();
  }
  if (value instanceof GoNamedString) {
    return value.text;
  }
  if (value instanceof GoNamedInt) {
    return value.text;
  }
  return value instanceof GoInt && value.type === GoTypes.duration
    ? formatDuration(value.value)
    : undefined;
}

function badVerb(value: GoValue, verb: string, flags: Flags): string {
  if (value === null || value === undefined) {
    return `%!${verb}(<nil>)`;
  }
  const plain = printValue(value, 'v', { ...flags, erroring: true }, 0);
  return `%!${verb}(${typeOf(value).name}=${plain})`;
}

function printValue(
  value: GoValue,
  verb: string,
  flags: Flags,
  depth: number,
): string {
  if (value === null || value === undefined) {
    return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  }
  const isBytes = value instanceof Uint8Array && depth === 0;
  if (verb === 'w' && !flags.erroring && !isBytes) {
    return badVerb(value, verb, flags);
  }
  if (depth > MAX_DEPTH) {
    throw new RangeError('value nests too deeply');
  }
  const isGoSyntax = flags.sharpV && !flags.erroring;
  if (isGoSyntax && value instanceof GoObject && value.goString) {
    return padText(value.goString(), flags);
  }
  if (!flags.sharpV && !flags.erroring && STRING_VERBS.includes(verb)) {
    const text = methodText(value);
    if (text !== undefined) {
      return formatString(text, verb, flags) as string;
    }
  }
  return (
    printScalar(value, verb, flags) ??
    printComposite(value, verb, flags, depth) ??
    badVerb(value, verb, flags)
  );
}

function printScalar(
  value: GoValue,
  verb: string,
  flags: Flags,
): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return formatBool(value, verb, flags);
    case 'number':
      return formatFloatVerb(value, verb, flags);
    case 'string':
      return formatString(value, verb, flags);
    default:
  }
  if (value instanceof GoInt) {
    const isUnsigned = isUnsignedKind(value.type.kind);
    return formatInteger(value.value, verb, flags, isUnsigned);
  }
  if (value instanceof GoComplex) {
    return formatComplex(value, verb, flags);
  }
  return value instanceof GoNamedString
    ? formatString(value.text, verb, flags)
    : undefined;
}

function printComposite(
  value: GoValue,
  verb: string,
  flags: Flags,
  depth: number,
): string | undefined {
  const map = mapOf(value);
  if (map) {
    return printMap(typeOf(value), map, verb, flags, depth);
  }
  if (value instanceof Uint8Array && /^[sqxX]$/.test(verb)) {
    return /^[xX]$/.test(verb)
      ? hexText(value, verb, flags)
      : formatString(decodeUtf8(value), verb, flags);
  }
  const elements = elementsOf(value);
  if (elements) {
    return printSlice(value, elements, verb, flags, depth);
  }
  if (value instanceof GoObject) {
    return printStruct(value, verb, flags, depth);
  }
  if (value instanceof GoFunction) {
    return verb === 'v' || verb === 'p' ? pad('0x0', flags) : undefined;
  }
  return undefined;
}

function printMap(
  type: GoType,
  map: Map<string, GoValue>,
  verb: string,
  flags: Flags,
  depth: number,
): string {
  if (flags.sharpV && map instanceof GoMap && map.isNil) {
    return `${type.name}(nil)`;
  }
  const pairs = sortedKeys(map).map(key => {
    const keyText = printValue(keyOf(map, key), verb, flags, depth + 1);
    const item = map.get(key);
    return `${keyText}:${printValue(item, verb, flags, depth + 1)}`;
  });
  return flags.sharpV
    ? `${type.name}{${pairs.join(', ')}}`
    : `map[${pairs.join(' ')}]`;
}

function printSlice(
  value: GoValue,
  elements: readonly GoValue[],
  verb: string,
  flags: Flags,
  depth: number,
): string {
  const type = typeOf(value);
  if (flags.sharpV && value instanceof GoSlice && value.isNil) {
    return `${type.name}(nil)`;
  }
  const items = elements.map(item => printValue(item, verb, flags, depth + 1));
  const isBytes = value instanceof Uint8Array && depth === 0;
  const name = isBytes ? '[]byte' : type.name;
  return flags.sharpV ? `${name}{${items.join(', ')}}` : `[${items.join(' ')}]`;
}

function printStruct(
  value: GoObject,
  verb: string,
  flags: Flags,
  depth: number,
): string | undefined {
  const isPointer = value.goType.kind === 'ptr';
  if (isPointer && (depth > 0 || value.isNil)) {
    return printPointer(value, verb, flags);
  }
  const fields = Array.from(value.printedFields, ([name, field]) => {
    const text = printValue(field, verb, flags, depth + 1);
    return flags.plusV || flags.sharpV ? `${name}:${text}` : text;
  });
  const head = isPointer ? '&' : '';
  if (flags.sharpV) {
    const name = value.goType.name.replace(/^\*/, '');
    return `${head}${name}{${fields.join(', ')}}`;
  }
  return `${head}{${fields.join(' ')}}`;
}

/** An address; those of Go change from run to run. */
function printPointer(
  { isNil, goType }: GoObject,
  verb: string,
  flags: Flags,
): string | undefined {
  const address = isNil ? 0n : 0xc000000000n;
  if (verb !== 'v') {
    return /^[bodxX]$/.test(verb)
      ? formatInteger(address, verb, flags, true)
      : undefined;
  }
  if (flags.sharpV) {
    return `(${goType.name})(${isNil ? 'nil' : `0x${address.toString(16)}`})`;
  }
  return pad(isNil ? '<nil>' : `0x${address.toString(16)}`, flags);
}
