import { decode } from '../decode';
import { emitDocuments, parseDocuments } from '../documents';
import { marshal } from '../values/marshal';

/** What the Go programs answer too: an output, or the text of an error. */
export interface Answer {
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

function run(op: string, text: string): string {
  switch (op) {
    case 'roundtrip':
    case 'wide':
      return emitDocuments(parseDocuments(text), {
        indent: 2,
        compactSequences: op === 'roundtrip',
      });
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
