import { OciError } from '../errors';
import { isObject, textOf } from '../json';
import type { OciRepository } from '../reference/reference';
import type { CredentialSource, RegistryCredentials } from './credentials';

/** Credentials of one entry of a docker config. */
export interface DockerConfigEntry {
  /** Host with port and the path behind it, `*` as wildcard inside a name of the host. */
  readonly key: string;
  readonly credentials: RegistryCredentials;
}

function invalid(message: string, cause?: unknown): OciError {
  return new OciError('invalid-credentials', message, { cause });
}

/** `auth`: base64 of `username:password`, with or without padding. */
function decodeAuth(auth: string): RegistryCredentials {
  const isBase64 = /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(auth);
  const decoded = isBase64 ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = decoded.indexOf(':');
  if (colon < 0) {
    throw invalid(
      'unable to decode auth field: must be formatted as base64(username:password)',
    );
  }
  return {
    username: decoded.slice(0, colon),
    password: decoded.slice(colon + 1).replace(/\0+$/, ''),
  };
}

function credentialsOf(entry: unknown): RegistryCredentials {
  if (!isObject(entry)) throw invalid('an entry of auths is no object');
  const auth = textOf(entry.auth);
  const basic = auth
    ? decodeAuth(auth)
    : { username: textOf(entry.username), password: textOf(entry.password) };
  const identityToken = textOf(entry.identitytoken);
  const registryToken = textOf(entry.registrytoken);
  return {
    ...(basic.username === undefined ? {} : { username: basic.username }),
    ...(basic.password === undefined ? {} : { password: basic.password }),
    ...(identityToken === undefined ? {} : { identityToken }),
    ...(registryToken === undefined ? {} : { registryToken }),
  };
}

/** Host and path of a key; `/v1/` and `/v2/` at its start mean the host alone. */
function normalizeKey(key: string): string {
  const url = key.replace(/^https?:\/\//, '').replace(/[?#].*$/, '');
  const slash = url.indexOf('/');
  const host = slash < 0 ? url : url.slice(0, slash);
  const path = (slash < 0 ? '' : url.slice(slash)).replace(/^\/v[12]\//, '/');
  return host + (path === '/' ? '' : path);
}

/**
 * Entries of a docker config, with the longest keys of a host first.
 * @param json - `{"auths": {"ghcr.io": {"auth": "…"}}}`, as in
 *   `.dockerconfigjson`, or the value of `auths` alone, as in `.dockercfg`
 * @throws OciError - `invalid-credentials`
 */
export function parseDockerConfig(json: string): DockerConfigEntry[] {
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch {
    // The parser's message would repeat the text.
    throw invalid('the docker config is no JSON');
  }
  if (!isObject(config)) throw invalid('the docker config is no JSON object');
  const auths = 'auths' in config ? config.auths ?? {} : config;
  if (!isObject(auths))
    throw invalid('auths of the docker config is no object');
  return Object.entries(auths)
    .filter(([, entry]) => isObject(entry))
    .map(([key, entry]) => ({
      key: normalizeKey(key),
      credentials: credentialsOf(entry),
    }));
}

function matchesLabel(pattern: string, label: string): boolean {
  const escaped = pattern
    .split('*')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^.]*')}$`).test(label);
}

function splitHost(host: string): { labels: string[]; port: string } {
  const [, name, port = ''] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return { labels: (name ?? host).split('.'), port };
}

/** `docker.io` and `registry-1.docker.io` are names of Docker Hub, too. */
function aliasOf(host: string): string {
  return /^(registry-1\.)?docker\.io$/.test(host) ? 'index.docker.io' : host;
}

function matches(key: string, { registry, repository }: OciRepository) {
  const slash = key.indexOf('/');
  const pattern = splitHost(aliasOf(slash < 0 ? key : key.slice(0, slash)));
  const target = splitHost(registry);
  const path = slash < 0 ? '' : key.slice(slash);
  return (
    pattern.port === target.port &&
    pattern.labels.length === target.labels.length &&
    `/${repository}`.startsWith(path) &&
    pattern.labels.every((label, i) => matchesLabel(label, target.labels[i]))
  );
}

/**
 * Chooses among the entries of docker configs: host (with wildcards inside a
 * name), port and path in front must match; the longest key wins, then the
 * entry that comes first.
 * @see google/go-containerregistry, pkg/authn/kubernetes
 */
export function credentialsFrom(
  entries: readonly DockerConfigEntry[],
): CredentialSource {
  const sorted = [...entries].sort((a, b) =>
    a.key < b.key ? 1 : Number(a.key > b.key) * -1,
  );
  return repository =>
    sorted.find(({ key }) => matches(key, repository))?.credentials;
}
