import { FETCH_FAILED, SourceReason } from './conditions';
import { failed } from './failures';

/**
 * Does a part of signing in.
 * @param what - in front of why it fails: `failed to get credential`
 * @throws TransientError - AuthenticationFailed
 */
export async function authenticating<T>(
  what: string,
  work: () => Promise<T> | T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failed(
      FETCH_FAILED,
      SourceReason.authenticationFailed,
      `${what}: ${(error as Error).message}`,
      error,
    );
  }
}
