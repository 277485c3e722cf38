import { decodeJson } from '@backstage-gitops/go-template';
import { messageOf } from '../errors';

/** A character that no JSON text may have. */
const SENTINEL = '\u0001';

/** Why a text is no JSON, in the words of Go's JSON decoder. */
export function jsonProblem(text: string): string {
  if (text.trim() === '') {
    return 'EOF';
  }
  // A fault at what was put behind the text means that the text ends too early.
  const problem = problemOf(`${text}${SENTINEL}`);
  if (problem.startsWith("invalid character '\\x01'")) {
    return 'unexpected EOF';
  }
  return problem.endsWith('after top-level value')
    ? 'invalid character after top-level value'
    : problem;
}

function problemOf(text: string): string {
  try {
    decodeJson(text);
    return 'invalid JSON';
  } catch (error) {
    return messageOf(error);
  }
}
