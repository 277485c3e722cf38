import { decode } from '../decode';
import { formatFloat } from '../goText';
import { DecodeOptions } from '../options';
import { emitDocuments, parseDocuments } from '../documents';
import { marshal } from '../values/marshal';

/** What the Go programs answer too: an output, or the text of an error. */
interface Answer {
  out: string;
  err: string;
}

/** Does what the oracle program (test/oracle/go-yaml) does for `op`. */
export function answer(op: string, text: string): Answer {
  try {
    return { out: run(op, text), err: '' };
  } catch (error) {
    return { out: '', err: error instanceof Error ? error.message : '' };
  }
}

/** A scalar printed with its type. */
class Typed {
  constructor(readonly text: string) {}
}

const CANONICAL: DecodeOptions = {
  int: value => new Typed(`int ${value}`),
  float: value => new Typed(`float ${formatFloat(value)}`),
  timestamp: () => new Typed('time'),
  mapping: entries =>
    new Typed(
      `{${entries
        .map(([key, value]) => `${quote(key)}:${canonical(value)}`)
        .sort(compareBytes)
        .join(',')}}`,
    ),
};

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** A string as Go's json.Marshal prints it. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029\ufffd]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Prints a decoded value with the types of its scalars, keys sorted. */
function canonical(value: unknown): string {
  if (value instanceof Typed) {
    return value.text;
  }
  if (typeof value === 'string') {
    return quote(value);
  }
  return Array.isArray(value)
    ? `[${value.map(canonical).join(',')}]`
    : String(value);
}

function run(op: string, text: string): string {
  switch (op) {
    case 'roundtrip':
    case 'wide':
      return emitDocuments(parseDocuments(text), {
        indent: 2,
        compactSequences: op === 'roundtrip',
      });
    case 'parse':
      parseDocuments(text);
      return '';
    case 'decode':
      return canonical(decode(text, CANONICAL));
    case 'sigs':
    case 'strict':
      return marshal(
        decode(text, { dialect: 'sigs', strict: op === 'strict' }),
      );
    case 'marshal':
      return marshal(JSON.parse(text));
    default:
      throw new Error(`unknown operation ${op}`);
  }
}
