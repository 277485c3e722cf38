import { ForgeError } from './ForgeError';
import type { RepositoryAddress } from './types';

/** Hosts that serve SSH for another one. */
const SSH_HOSTS: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
};
const SSH_HOST_OF_VISUAL_STUDIO = 'vs-ssh.visualstudio.com';

/** `user@host:path`, which no scheme stands before. */
const SCP = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)(.+)$/;

interface Parts {
  readonly host: string;
  readonly path: string;
  readonly isSsh: boolean;
}

/**
 * The repository that a clone URL names.
 * @param url - `https://host/owner/name.git`, `ssh://git@host/owner/name.git` or
 *   `git@host:owner/name.git`; of Azure DevOps `https://dev.azure.com/organization/project/_git/name`,
 *   `git@ssh.dev.azure.com:v3/organization/project/name` and those of visualstudio.com
 * @param basePath - path of the forge's pages at its host, as `/gitlab`; that of SSH has none
 * @throws ForgeError - `invalid`
 */
export function parseCloneUrl(url: string, basePath = ''): RepositoryAddress {
  const { host, path, isSsh } = partsOf(url);
  const below =
    !isSsh && basePath && path.startsWith(`${basePath}/`)
      ? path.slice(basePath.length)
      : path;
  const segments = below
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .filter(Boolean);
  const azure = azureAddress(host, segments);
  const address = azure ?? {
    host,
    owner: segments.slice(0, -1).join('/'),
    name: segments[segments.length - 1] ?? '',
  };
  const all = [...address.owner.split('/'), address.name];
  if (all.length < 2 || !all.every(isSegment)) throw notRepository(url);
  return address;
}

/** A segment that means itself in every URL of an API. */
function isSegment(segment: string): boolean {
  return (
    segment !== '' &&
    segment !== '.' &&
    segment !== '..' &&
    !/[\x00-\x1f\x7f\\/?#]/.test(segment)
  );
}

function partsOf(url: string): Parts {
  const scp = url.includes('://') ? null : SCP.exec(url);
  if (scp) {
    const path = scp[2].startsWith('/') ? scp[2] : `/${scp[2]}`;
    return { host: hostOfSsh(scp[1]), path, isSsh: true };
  }
  if (!URL.canParse(url)) throw notRepository(url);
  const { protocol, host, hostname, pathname } = new URL(url);
  const path = decode(pathname, url);
  if (protocol === 'ssh:') {
    return { host: hostOfSsh(hostname), path, isSsh: true };
  }
  if (protocol !== 'https:' && protocol !== 'http:') throw notRepository(url);
  return { host, path, isSsh: false };
}

function hostOfSsh(hostname: string): string {
  return SSH_HOSTS[hostname.toLowerCase()] ?? hostname.toLowerCase();
}

function decode(path: string, url: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw notRepository(url);
  }
}

function azureAddress(
  host: string,
  segments: readonly string[],
): RepositoryAddress | undefined {
  const isOldSsh = host === SSH_HOST_OF_VISUAL_STUDIO;
  if (segments[0] === 'v3' && segments.length === 4) {
    const [, organization, project, name] = segments;
    return {
      host: isOldSsh ? `${organization}.visualstudio.com` : host,
      owner: `${organization}/${project}`,
      name,
    };
  }
  const at = segments.indexOf('_git');
  if (at < 0 || at !== segments.length - 2) return undefined;
  const name = segments[at + 1];
  const isOldHost = host.endsWith('.visualstudio.com');
  const organization = isOldHost ? host.split('.')[0] : undefined;
  const before = segments
    .slice(0, at)
    .filter(segment => !isOldHost || segment !== 'DefaultCollection');
  const owners = organization ? [organization, ...before] : before;
  // A project whose repository has its name is left out: `/organization/_git/name`.
  if (owners.length === 1) owners.push(name);
  return { host, owner: owners.join('/'), name };
}

/** The message leaves out what could be a password in the URL. */
function notRepository(url: string): ForgeError {
  const shown = url.replace(/\/\/[^@/]*@/, '//').slice(0, 200);
  return new ForgeError(
    'invalid',
    `"${shown}" is no address of a repository: write https://host/owner/name.git, ssh://git@host/owner/name.git or git@host:owner/name.git`,
  );
}
