import { createHash } from 'node:crypto';
import { readObject } from './answers';
import type { AnswerFields } from './answers';
import { ProviderError } from './ProviderError';
import type { Exchange, ProviderRequest } from './ProviderType';

/** Bitbucket's keys have 40 characters at most. */
export function statusKey(id: string): string {
  return createHash('sha1').update(id).digest('hex');
}

/** The answer, or an object without fields where the service has none (404). */
export async function readIfFound(
  request: ProviderRequest,
  exchange: Exchange,
): Promise<AnswerFields> {
  try {
    return readObject(await exchange(request));
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) return {};
    throw error;
  }
}
