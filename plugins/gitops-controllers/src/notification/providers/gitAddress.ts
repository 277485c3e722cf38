import type { ProviderSettings } from './ProviderType';
import { settingsError } from './requireSettings';

/** A repository of a forge, by the address one clones it from. */
interface GitAddress {
  /** `https://gitlab.com:8443`: what the forge's API is asked at. */
  readonly origin: string;
  readonly host: string;
  /** Without the suffix `.git`: `group/sub/project`. */
  readonly path: string;
}

const URL_FORM = /^(?:https?|ssh|git\+ssh):\/\//i;
/** `git@github.com:owner/repository`. */
const SCP_FORM = /^(?:[\w.~-]+@)?([\w.-]+):(?!\/\/)([\w./-]+)$/;

function parse(address: string): GitAddress | undefined {
  if (!URL_FORM.test(address)) {
    const [, host, path] = SCP_FORM.exec(address) ?? [];
    return host ? { origin: `https://${host}`, host, path } : undefined;
  }
  const scheme = /^http:/i.test(address) ? 'http' : 'https';
  const rest = address.replace(/^[^:]*:/, `${scheme}:`);
  try {
    const { host, origin, pathname } = new URL(rest);
    return { origin, host, path: decodeURIComponent(pathname) };
  } catch {
    return undefined;
  }
}

/**
 * Reads a clone address; one for SSH names the forge at https.
 * @throws ProviderError - `settings`: it is none
 */
export function requireGitAddress(settings: ProviderSettings): GitAddress {
  const found = parse(settings.address);
  if (!found) {
    throw settingsError(
      settings,
      'address',
      settings.address
        ? 'is not the address of a Git repository'
        : 'is missing: set spec.address to that of the Git repository',
    );
  }
  const path = found.path.replace(/^\/+/, '').replace(/\.git$/, '');
  return { ...found, path };
}

/**
 * @param form - how the path must look, such as `owner/repository`
 * @returns as many names as `form` has
 * @throws ProviderError - `settings`: there are more or less
 */
export function requirePath(
  settings: ProviderSettings,
  { path }: GitAddress,
  form: string,
): readonly string[] {
  const names = path.split('/');
  const isComplete = names.every(Boolean);
  if (isComplete && names.length === form.split('/').length) return names;
  throw settingsError(settings, 'address', `does not end in ${form}`);
}

/** Names as a path of an API. */
export function apiPath(...names: readonly string[]): string {
  return names.map(encodeURIComponent).join('/');
}
