import { parseRepositoryUrl } from '../url';
import type { GitTransport } from './GitTransport';
import { HttpTransport } from './HttpTransport';
import type { RemoteOptions } from './options';
import { SshTransport } from './ssh/SshTransport';

/**
 * The transport that the address of a repository asks for.
 * @throws GitError - `invalid-url`; `authentication`: credentials that can't be used
 */
export function createTransport(options: RemoteOptions): GitTransport {
  return parseRepositoryUrl(options.url).scheme === 'ssh'
    ? new SshTransport(options)
    : new HttpTransport(options);
}
