import { ProviderError } from './ProviderError';
import type { ProviderResponse } from './ProviderType';

/** Fields of an object in an answer, whatever they are. */
export type AnswerFields = Readonly<Record<string, unknown>>;

/** @throws ProviderError - `refused`: the body is no JSON */
function parseBody({ body }: ProviderResponse): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ProviderError('refused', 'the service did not answer with JSON', {
      cause: error,
    });
  }
}

/** A value as an object; one without fields when it is none. */
export function fieldsOf(value: unknown): AnswerFields {
  return typeof value === 'object' && value !== null
    ? (value as AnswerFields)
    : {};
}

/** @throws ProviderError - `refused`: the body is no JSON */
export function readObject(response: ProviderResponse): AnswerFields {
  return fieldsOf(parseBody(response));
}

/** @throws ProviderError - `refused`: the body is no JSON list */
export function readList(response: ProviderResponse): readonly AnswerFields[] {
  const list = parseBody(response);
  if (Array.isArray(list)) return list.map(fieldsOf);
  throw new ProviderError('refused', 'the service did not answer with a list');
}
