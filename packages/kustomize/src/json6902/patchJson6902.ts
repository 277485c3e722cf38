import { decodeSigs } from '../load/kustomizationFile';
import { isInternalAnnotation } from '../resources/annotations';
import { fromValue } from '../resources/fromValue';
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
    text.startsWith('[') ? readJson(text) : decodeSigs(text),
  );
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
  const internal = [...resource.annotations].filter(([key]) =>
    isInternalAnnotation(key),
  );
  const document = toValue(resource.node) as { [key: string]: JsonValue };
  const patched = applyJsonPatch(document, operations, size =>
    resource.grow(size),
  );
  if (Array.isArray(patched)) {
    throw new KustomizeError(
      'invalid-patch',
      'json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  resource.root = fromValue(patched, 'yaml');
  resource.touch();
  resource.changeAnnotations(values => {
    for (const [key, value] of internal) values.set(key, value);
  });
}
