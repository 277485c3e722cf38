import { subjectOf } from '@backstage-gitops/kube';
import type { DriftedObject, JsonPatchOperation } from '../types';

/** Bounds on a recorded diff: it lives in the status of an object. */
const MAX_LINES = 100;
const MAX_VALUE = 200;
const MAX_TEXT = 8_000;

function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function operationLine({ op, path, value }: JsonPatchOperation): string {
  const line = `  ${op} ${path}`;
  return op === 'remove' ? line : `${line}: ${valueText(value)}`;
}

function linesOf(object: DriftedObject): string[] {
  const subject = subjectOf(object.ref);
  return object.kind === 'changed'
    ? [`${subject} changed`, ...object.maskedPatch.map(operationLine)]
    : [`${subject} ${object.kind}`];
}

/**
 * What differs, for people: a line an object and, indented below it, one an
 * operation of the correcting patch, such as `  replace /spec/replicas: 2`.
 * Secrets are masked; what is too much is counted in a last line.
 */
export function describeDiff(drift: readonly DriftedObject[]): string {
  const lines = drift
    .filter(({ kind }) => kind !== 'excluded')
    .flatMap(linesOf);
  const shown: string[] = [];
  let length = 0;
  for (const line of lines.slice(0, MAX_LINES)) {
    length += line.length + 1;
    if (length > MAX_TEXT) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`… and ${left} more lines`] : [])].join(
    '\n',
  );
}
