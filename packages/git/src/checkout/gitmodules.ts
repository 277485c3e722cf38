import { GitError } from '../errors';

/** Takes quotes and their escapes off a value of a Git configuration file. */
function unquote(value: string): string {
  const match = /^"((?:[^"\\]|\\.)*)"$/.exec(value.trim());
  return match ? match[1].replace(/\\(.)/g, '$1') : value.trim();
}

/** The addresses in a `.gitmodules` file by path of the submodule. */
export function parseGitmodules(text: string): Map<string, string> {
  const urls = new Map<string, string>();
  let section: { path?: string; url?: string } = {};
  const finish = () => {
    if (section.path !== undefined && section.url !== undefined) {
      urls.set(section.path, section.url);
    }
  };
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*\[/.test(line)) {
      finish();
      section = {};
      continue;
    }
    const match = /^\s*(path|url)\s*=\s*(.*)$/.exec(line);
    if (match) {
      section[match[1] as 'path' | 'url'] = unquote(match[2]);
    }
  }
  finish();
  return urls;
}

/**
 * The address of a submodule; `./x` and `../x` start from the repository's.
 * @throws GitError - `unsupported`: not http or https
 */
export function resolveSubmoduleUrl(base: string, url: string): string {
  const absolute = /^\.\.?\//.test(url)
    ? new URL(url, `${base.replace(/\/$/, '')}/`).toString()
    : url;
  if (!/^https?:\/\//.test(absolute)) {
    throw new GitError(
      'unsupported',
      `submodule address '${absolute}' is neither http nor https`,
    );
  }
  return absolute.replace(/\/$/, '');
}
