import { parseRepositoryUrl } from '../url';
import type { GitTransport } from './GitTransport';
import { HttpTransport } from './HttpTransport';
import type { RemoteOptions } from './options';

/**
 * The transport that the address of a repository asks for.
 * @throws GitError - `invalid-url`; `authentication`: credentials that can't be used
 */
export function createTransport(options: RemoteOptions): GitTransport {
  const { scheme } = parseRepositoryUrl(options.url);
  switch (scheme) {
    default:
      return new HttpTransport(options);
  }
}
