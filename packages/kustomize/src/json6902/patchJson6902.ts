import { decodeSigs } from '../load/kustomizationFile';
import { goJson } from '../generators/goJson';
import { isInternalAnnotation } from '../resources/annotations';
import { fromMap } from '../resources/fromValue';
import {
  isPlain,
  isPlainKey,
  JsonForm,
  withAnnotations,
} from '../resources/jsonForm';
import type { Resource } from '../resources/resource';
import { toValue, type JsonValue } from '../resources/toValue';
import {
  applyJsonPatch,
  parseJsonPatch,
  type JsonOperation,
} from './jsonPatch';
import { KustomizeError } from '../errors';

/**
 * Reads the text of a JSON patch, JSON or YAML.
 * @throws KustomizeError - invalid-patch, malformed-yaml
 */
export function readJsonPatch(text: string): JsonOperation[] {
  if (text === '') {
    throw new KustomizeError('invalid-patch', 'empty json patch operations');
  }
  return parseJsonPatch(
    text.startsWith('[')
      ? withTextualTests(readJson(text), text)
      : decodeSigs(text),
  );
}

/** A scalar of JSON text, or a key with its colon. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|-?[0-9][0-9.eE+-]*|true|false|null/g;

/**
 * `test` compares the text of scalars in a patch written as JSON with what
 * encoding/json writes for the object's: a `<`, which it escapes, or `1.0`
 * matches nothing, and NaN stands for that.
 * @see gopkg.in/evanphx/json-patch.v4, lazyNode.equal
 */
function withTextualTests(patch: JsonValue, text: string): JsonValue {
  if (!Array.isArray(patch) || !patch.some(isTest)) return patch;
  const spelled = readJson(
    text.replace(TOKEN, (token, colon?: string) =>
      colon === undefined ? JSON.stringify(token) : token,
    ),
  ) as { value?: JsonValue }[];
  return patch.map((operation, i) =>
    isTest(operation) && !isAsWritten(spelled[i].value ?? 'null')
      ? { ...operation, value: NaN }
      : operation,
  );
}

function isTest(operation: JsonValue): operation is { op: 'test' } {
  return (operation as { op?: JsonValue } | null)?.op === 'test';
}

/** Whether encoding/json writes each scalar with the same characters. */
function isAsWritten(spelled: JsonValue): boolean {
  if (typeof spelled === 'string') {
    return goJson(readJson(spelled)) === spelled;
  }
  return Object.values(spelled as object).every(isAsWritten);
}

function readJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new KustomizeError(
      'invalid-patch',
      cause instanceof Error ? cause.message : String(cause),
      { cause },
    );
  }
}

/**
 * Applies a JSON patch to an object; annotations that the build needs stay.
 * @throws KustomizeError - invalid-patch
 */
export function patchJson6902(
  resource: Resource,
  operations: readonly JsonOperation[],
): void {
  const form = resource.settledForm;
  const internal =
    form?.internalAnnotations ??
    [...resource.annotations].filter(([key]) => isInternalAnnotation(key));
  const document = form?.document ?? toValue(resource.node);
  const patched = applyJsonPatch(
    document as { [key: string]: JsonValue },
    operations,
    size => resource.grow(size),
  );
  if (Array.isArray(patched)) {
    throw new KustomizeError(
      'invalid-patch',
      'json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  const isSettled = form !== undefined && operations.every(addsPlain);
  const after = isSettled ? restored(patched, internal) : undefined;
  if (after) {
    resource.defer(after);
    return;
  }
  resource.root = fromMap(patched);
  resource.touch();
  resource.changeAnnotations(values => {
    for (const [key, value] of internal) values.set(key, value);
  });
  resource.expect(restored(patched, internal));
}

/** Whether the data that the operation gives is surely read as it is written. */
function addsPlain({ path, value }: JsonOperation): boolean {
  if (typeof path !== 'string') return false;
  const key = path.slice(path.lastIndexOf('/') + 1).replaceAll('~1', '/');
  return isPlainKey(key) && (value === undefined || isPlain(value));
}

/** The JSON form of a patched document, with the annotations that the build needs. */
function restored(
  document: JsonValue,
  internal: readonly (readonly [string, string])[],
): JsonForm | undefined {
  return JsonForm.of(withAnnotations(document, internal));
}
