import { showName } from '@backstage-gitops/tar';
import { GitError } from '../errors';
import { redactUrl } from '../url';
import { parseGitConfig } from './parseGitConfig';

/** `submodule.<name>.<key>`; the name may hold dots. */
const VARIABLE = /^submodule\.(.*)\.(path|url)$/s;
/** A step up in a path or name, with backslashes counted as slashes. */
const STEP_UP = /(?:^|[/\\])\.\.(?:[/\\]|$)/;

interface Submodule {
  path?: string;
  url?: string;
}

function readSubmodules(text: string): Map<string, Submodule> {
  const submodules = new Map<string, Submodule>();
  for (const { name, value } of parseGitConfig(text)) {
    const [, submodule, key] = VARIABLE.exec(name) ?? [];
    if (key !== undefined) {
      if (value === undefined) {
        throw new GitError('protocol', `missing value for ${showName(name)}`);
      }
      submodules.set(submodule, {
        ...submodules.get(submodule),
        [key]: value,
      });
    }
  }
  return submodules;
}

/**
 * The addresses in a `.gitmodules` file by path of the submodule. Of several
 * values the last one counts; submodules whose name or path leads up are left
 * out, and so are those without a path or address.
 * @param paths - the submodules of the tree; one of them that has an entry must
 *   have an address
 * @throws GitError - `protocol`: not a configuration file, by the line
 * @see https://git-scm.com/docs/gitmodules
 */
export function parseGitmodules(
  text: string,
  paths: readonly string[] = [],
): Map<string, string> {
  const urls = new Map<string, string>();
  for (const [name, { path, url }] of readSubmodules(text)) {
    if (!path || name === '' || [name, path].some(one => STEP_UP.test(one))) {
      continue;
    }
    if (url) {
      urls.set(path, url);
    } else if (paths.includes(path)) {
      throw new GitError(
        'protocol',
        `no url found for submodule path ${showName(path)} in .gitmodules`,
      );
    }
  }
  return urls;
}

/** `user@host:path`, without a scheme. */
const SCP_LIKE = /^(?:([^/@:\s]+)@)?([^/@:\s]+):(?!:|\/\/)\/?(.+)$/s;

function absoluteUrl(base: string, url: string): string {
  if (/^\.\.?\//.test(url)) {
    return new URL(url, `${base.replace(/\/$/, '')}/`).toString();
  }
  const [, user, host, path] = /^[a-z+]+:\/\//i.test(url)
    ? []
    : SCP_LIKE.exec(url) ?? [];
  return path === undefined
    ? url
    : `ssh://${user === undefined ? '' : `${user}@`}${host}/${path}`;
}

/**
 * The address of a submodule; `./x` and `../x` start from the repository's, and
 * `git@host:path` is one of ssh.
 * @throws GitError - `unsupported`: not http, https or ssh
 */
export function resolveSubmoduleUrl(base: string, url: string): string {
  const absolute = absoluteUrl(base, url);
  if (!/^(https?|ssh):\/\//.test(absolute)) {
    throw new GitError(
      'unsupported',
      `submodule address '${redactUrl(
        absolute,
      )}' is neither http, https nor ssh`,
    );
  }
  return absolute.replace(/\/$/, '');
}
