import { normalizePath } from './path';
import { readRemoteQuery, type RemoteQuery } from './remoteQuery';

/** Whether a file is loaded from the web: any http or https address. */
export function isHttpUrl(path: string): boolean {
  return /^https?:/i.test(path);
}

/** A directory of a Git repository at one version. */
export interface RepositoryReference extends RemoteQuery {
  /** The reference as it was written. */
  readonly url: string;
  /** What `git clone` takes, e.g. `https://github.com/org/repo`, `git@host:org/repo.git`. */
  readonly repository: string;
  /** Directory in the repository, not normalized; `''` for its root. */
  readonly path: string;
}

/**
 * Takes a reference like `https://github.com/org/repo//path?ref=v1` or
 * `git@host:org/repo.git/path` apart, as kustomize does.
 * @returns undefined for what counts as a local path
 * @see sigs.k8s.io/kustomize, "Remote targets"; its api/internal/git judges (testing/remoteUrls.json)
 */
export function parseRepositoryReference(
  url: string,
): RepositoryReference | undefined {
  if (url.startsWith('/')) return undefined;
  const question = url.indexOf('?');
  const address = question < 0 ? url : url.slice(0, question);
  const server = splitServer(address.replace(/^git::/i, ''));
  if (server === undefined) return undefined;
  const parts = splitRepository(server.rest, server.host === 'file://');
  if (parts === undefined || parts.repository === '') return undefined;
  const path = parts.path.replace(/^\//, '');
  if (/^\.\.(\/|$)/.test(normalizePath(path))) return undefined;
  return {
    url,
    repository: server.host + parts.repository,
    path,
    ...readRemoteQuery(question < 0 ? '' : url.slice(question + 1)),
  };
}

interface Server {
  /** Scheme, user and host with the separator behind it. */
  readonly host: string;
  readonly rest: string;
}

/** Where the path begins: behind the host's slash, or colon where SCP style is allowed. */
function splitServer(address: string): Server | undefined {
  const scheme = /^(?:ssh|https?|file):\/\//i.exec(address)?.[0] ?? '';
  const user =
    /^[a-z][a-z0-9-]*@/i.exec(address.slice(scheme.length))?.[0] ?? '';
  const rest = address.slice(scheme.length + user.length);
  const isGithub = /^github\.com[/:]/i.test(rest);
  const isScpStyle = scheme === '' && (user !== '' || isGithub);
  if (scheme === '' && !isScpStyle) return undefined;
  const protocol = scheme.toLowerCase();
  if (protocol === 'file://') return { host: protocol, rest: user + rest };
  const separator = findSeparator(rest, isScpStyle);
  if (separator < 0) return undefined;
  return {
    host: isGithub
      ? githubHost(protocol, user)
      : protocol + user + rest.slice(0, separator + 1),
    rest: rest.slice(separator + 1),
  };
}

function findSeparator(rest: string, isScpStyle: boolean): number {
  const slash = rest.indexOf('/');
  if (!isScpStyle) return slash;
  const colon = rest.indexOf(':');
  const isBefore = colon > 0 && colon < slash;
  return slash < 0 || isBefore ? colon : slash;
}

/** GitHub is reached in two ways only, however the reference is written. */
function githubHost(protocol: string, user: string): string {
  return protocol === 'ssh://' || user !== ''
    ? `${user}github.com:`
    : 'https://github.com/';
}

/** Finds the end of the repository: by `_git/`, `//` or `.git`, else after two names. */
function splitRepository(
  rest: string,
  isFile: boolean,
): { repository: string; path: string } | undefined {
  const match =
    /^(.*?_git\/[^/]*)\/?(.*)$/s.exec(rest) ??
    /^(.*?)\/\/(.*)$/s.exec(rest) ??
    /^(.*?\.git)(.*)$/s.exec(rest) ??
    (isFile ? [rest, rest, ''] : /^([^/]*\/[^/]*)\/?(.*)$/s.exec(rest));
  return match === null ? undefined : { repository: match[1], path: match[2] };
}
