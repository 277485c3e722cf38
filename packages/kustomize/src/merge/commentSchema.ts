import type { YamlNode } from '@backstage-gitops/go-yaml';
import { asObject, parseSchema } from '../openapi/parseDocument';
import type { Schema } from '../openapi/schema';
import type { JsonValue } from '../resources/toValue';

/**
 * A schema given in a comment (`# {"type":"array"}`): it stands in for the
 * schema of the API, so that for example a list is replaced, not merged.
 */
export function commentSchema(node: YamlNode): Schema | undefined {
  for (const comment of [node.lineComment, node.headComment]) {
    if (comment === '') continue;
    const text = comment.replace(/^#+/, '');
    if (!text.trimStart().startsWith('{')) return undefined;
    const object = asObject(parseJson(text));
    return object === undefined || Object.keys(object).length === 0
      ? undefined
      : parseSchema(object);
  }
  return undefined;
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
