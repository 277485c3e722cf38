import { applyPatch, Operation } from 'fast-json-patch';
import { badRequest } from '../errors/ApiError';
import { clone, JsonObject } from '../json';

/** More operations than this are refused, as the real server does. */
const MAX_OPERATIONS = 10000;

/** An operation that does not fit the object: answered with 422. */
export class JsonPatchError extends Error {
  readonly name = 'JsonPatchError';
}

/**
 * RFC 6902.
 * @throws ApiError - 400 for a malformed patch; 422 when an operation does not fit the object
 */
export function jsonPatch(object: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw badRequest(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  let document = clone(object);
  for (const operation of patch as Operation[]) {
    document = applyOne(document, operation);
  }
  return document;
}

function applyOne(document: JsonObject, operation: Operation): JsonObject {
  try {
    return applyPatch(document, [operation], true, false).newDocument;
  } catch (error) {
    const name = (error as { name?: string }).name ?? '';
    throw unprocessable(name, operation);
  }
}

function unprocessable(name: string, operation: Operation): Error {
  const path = operation.path;
  const texts: Record<string, string> = {
    TEST_OPERATION_FAILED: `testing path ${path}: test failed`,
    OPERATION_PATH_UNRESOLVABLE: `${operation.op} operation does not apply: doc is missing path: "${path}": missing value`,
    OPERATION_PATH_CANNOT_ADD: `add operation does not apply: doc is missing path: "${path}": missing value`,
  };
  return new JsonPatchError(
    texts[name] ?? `${operation.op} operation does not apply: ${path}`,
  );
}
