/** Telling remote references from paths. */

/** Whether a resource is a file on the web. */
export function isHttpUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** A Git repository with the directory and version that are meant. */
export interface RepositoryUrl {
  /** What `git clone` takes. */
  readonly repository: string;
  /** Directory in the repository; `''` for its root. */
  readonly path: string;
  /** Branch, tag or commit; `''` for the default branch. */
  readonly ref: string;
}

const HOSTED =
  /^(?:(?:git::)?(?:https?:\/\/|ssh:\/\/|git@|[\w.-]+@))|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]|^(?:file:\/\/)/i;

/**
 * Reads a reference like `https://github.com/org/repo//path?ref=v1` or
 * `git@host:org/repo.git//path`; `undefined` for what is a local path.
 * @see kustomize docs, "remoteBuild"
 */
export function parseRepositoryUrl(text: string): RepositoryUrl | undefined {
  if (!HOSTED.test(text) || text.startsWith('/')) return undefined;
  const [main, query = ''] = text.replace(/^git::/, '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const ref = parameters.get('ref') ?? parameters.get('version') ?? '';
  const scheme = /^[a-z]+:\/\//i.exec(main)?.[0] ?? '';
  const rest = main.slice(scheme.length);
  const split = splitRepository(rest);
  if (split === undefined) return undefined;
  const prefix = scheme === '' && /^[\w.]+\//.test(rest) ? 'https://' : scheme;
  return { repository: prefix + split[0], path: split[1], ref };
}

function splitRepository(rest: string): [string, string] | undefined {
  const double = rest.indexOf('//');
  if (double >= 0) return [rest.slice(0, double), rest.slice(double + 2)];
  const suffix =
    /^(.*?\.git)(?:\/(.*))?$/.exec(rest) ??
    /^(.*?\/_git\/[^/]+)(?:\/(.*))?$/.exec(rest);
  if (suffix !== null) return [suffix[1], suffix[2] ?? ''];
  const match = /^((?:[^/:]+@)?[^/:]+[/:][^/]+\/[^/]+)(?:\/(.*))?$/.exec(rest);
  return match === null ? undefined : [match[1], match[2] ?? ''];
}
