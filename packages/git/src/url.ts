import { GitError } from './errors';

/** A repository address, taken apart. */
export interface RepositoryUrl {
  /** Without credentials and without a final slash; over ssh with the user's name. */
  readonly text: string;
  readonly scheme: 'http' | 'https' | 'ssh';
  /** Name or address of the host, an IPv6 address in brackets. */
  readonly host: string;
  /** Undefined for the scheme's own. */
  readonly port?: number;
  /** Decoded: `/org/repo.git`; `~user/repo` in place of `/~user/repo`. */
  readonly path: string;
  /** Credentials that stood in the address itself. */
  readonly username?: string;
  readonly password?: string;
}

/**
 * The address to be shown: without password, and without user name, which may
 * be a token, but for ssh, where it is none.
 */
export function redactUrl(text: string): string {
  return text
    .replace(/^(ssh:\/\/[^/@:]*)(?::[^/@]*)?@/i, '$1@')
    .replace(/^((?!ssh:)[a-z+]+:\/\/)[^/@]*@/i, '$1');
}

function parse(text: string): URL {
  try {
    const url = new URL(text);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new GitError('invalid-url', `invalid URL '${redactUrl(text)}'`);
  }
}

/**
 * Parses `http://`, `https://` and `ssh://` addresses.
 * @throws GitError - `invalid-url`
 */
export function parseRepositoryUrl(text: string): RepositoryUrl {
  const url = parse(text);
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'ssh') {
    throw new GitError(
      'invalid-url',
      `unsupported URL scheme '${scheme}', must be http, https or ssh`,
    );
  }
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  if (scheme !== 'ssh') {
    url.username = '';
  }
  url.password = '';
  url.hash = '';
  return {
    text: url.toString().replace(/\/$/, ''),
    scheme,
    host: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    path: decodeURIComponent(url.pathname).replace(/^\/~/, '~'),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}
