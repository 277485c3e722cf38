import {
  ApiError,
  badRequest,
  unsupportedMediaType,
} from '../../errors/ApiError';
import { isObject, JsonObject, KubeObject } from '../../json';
import { jsonPatch, JsonPatchError } from '../../patch/jsonPatch';
import { mergePatch } from '../../patch/mergePatch';
import { strategicMergePatch } from '../../patch/strategicMergePatch';
import { kindSubject, Resource } from '../../resources/Resource';

/** Media types of patches. */
export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/**
 * What a patch makes of an object.
 * @throws ApiError - 400, 415: not of this type, or not for this kind
 */
export function patchFunction(
  resource: Resource,
  type: string,
  patch: unknown,
  name: string,
): (live: KubeObject) => JsonObject {
  switch (type) {
    case PATCH_TYPES.json:
      return live => {
        try {
          return jsonPatch(live, patch);
        } catch (error) {
          if (error instanceof JsonPatchError) {
            throw new ApiError(
              422,
              'Invalid',
              'the server rejected our request due to an error in our request',
              {},
            );
          }
          throw error;
        }
      };
    case PATCH_TYPES.merge:
      return live => mergePatch(live, requireObject(patch)) as JsonObject;
    case PATCH_TYPES.strategic:
      if (resource.custom) {
        throw unsupportedMediaType([
          PATCH_TYPES.json,
          PATCH_TYPES.merge,
          PATCH_TYPES.apply,
        ]);
      }
      return live =>
        strategicMergePatch(resource.schema, live, requireObject(patch));
    default:
      throw unsupportedMediaType(Object.values(PATCH_TYPES));
  }

  function requireObject(value: unknown): JsonObject {
    if (!isObject(value)) {
      throw badRequest(
        `error decoding patch of ${
          kindSubject(resource).resource
        } "${name}": not an object`,
      );
    }
    return value;
  }
}
