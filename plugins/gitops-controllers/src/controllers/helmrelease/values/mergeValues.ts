import { mergeMaps, readValuesDocument } from '@backstage-gitops/helm';
import type { Values } from '@backstage-gitops/helm';
import { setAtPath, setLiteralAtPath } from './setAtPath';
import { ValuesError } from './request';
import { utf8Problem } from './utf8Problem';
import type { ValuesPart } from './request';

const NO_CHARACTER = 'invalid Unicode character';

/**
 * Lays values over each other: documents in their order, `spec.values` last. A
 * part with a path sees `spec.values` as well, and may change tables in it that
 * then win: Flux relies on maps that are shared, and so does this.
 * @param own - `spec.values`, which is changed
 * @throws ValuesError - the first part that can't be read
 * @see fluxcd/pkg chartutil, ChartValuesFromReferences
 */
export function mergeValues(parts: readonly ValuesPart[], own: Values): Values {
  let result: Values = new Map();
  for (const part of parts) {
    if (part.failure !== undefined) throw new ValuesError(part.failure);
    if (part.text !== undefined) result = add(part, part.text, result, own);
  }
  return mergeMaps(result, own);
}

function add(
  { subject, targetPath, literal }: ValuesPart,
  text: string,
  result: Values,
  own: Values,
): Values {
  try {
    if (!targetPath) return mergeMaps(result, readValuesDocument(text));
    const merged = mergeMaps(result, own);
    (literal ? setLiteralAtPath : setAtPath)(merged, targetPath, text);
    return merged;
  } catch (error) {
    throw new ValuesError(`${subject}: ${reasonOf(error as Error, text)}`);
  }
}

/** The reader of texts can't tell what is wrong with bytes. */
function reasonOf({ message }: Error, text: string): string {
  const problem = message.endsWith(NO_CHARACTER)
    ? utf8Problem(text) ?? NO_CHARACTER
    : NO_CHARACTER;
  return message.replace(NO_CHARACTER, problem);
}
