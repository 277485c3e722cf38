import { GitError } from './errors';

/** A repository address, taken apart. */
export interface RepositoryUrl {
  /** Without credentials and without a final slash. */
  readonly text: string;
  readonly scheme: 'http' | 'https' | 'ssh';
  /** Credentials that stood in the address itself. */
  readonly username?: string;
  readonly password?: string;
}

/** The address without user name and password, to be shown. */
export function redactUrl(text: string): string {
  return text.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}

/**
 * Parses `http://`, `https://` and `ssh://` addresses.
 * @throws GitError - `invalid-url`
 */
export function parseRepositoryUrl(text: string): RepositoryUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new GitError('invalid-url', `invalid URL '${redactUrl(text)}'`);
  }
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'ssh') {
    throw new GitError(
      'invalid-url',
      `unsupported URL scheme '${scheme}', must be http, https or ssh`,
    );
  }
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  url.hash = '';
  return {
    text: url.toString().replace(/\/$/, ''),
    scheme,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}
