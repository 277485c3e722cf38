import { credentialsFrom, parseDockerConfig } from '@backstage-gitops/oci';
import type { OciRepository, RegistryCredentials } from '@backstage-gitops/oci';
import { readFileSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { askCredentialHelper } from './askCredentialHelper';

type Env = Readonly<Record<string, string | undefined>>;

/** The parts of a docker configuration that say how to sign in. */
interface DockerConfig {
  readonly auths?: unknown;
  /** Name of the helper for all registries without one of their own. */
  readonly credsStore?: unknown;
  /** Name of the helper by registry. */
  readonly credHelpers?: unknown;
}

/** Docker Hub, and the key that docker has for it. */
const DOCKER_HUB = 'index.docker.io';
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/**
 * Credentials for a repository as docker has them: from a credential helper,
 * or from `auths` of config.json in `$DOCKER_CONFIG` or `~/.docker`; without
 * that file from Podman's auth.json.
 * @throws Error - the file can't be read, or the helper fails
 */
export async function dockerCredentials(
  repository: OciRepository,
  env: Env,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const config = readConfig(env);
  if (!config) return undefined;
  const { registry, repository: path } = repository;
  for (const name of [`${registry}/${path}`, registry]) {
    const key = name === DOCKER_HUB ? DOCKER_HUB_KEY : name;
    const helper = helperOf(config, key);
    const found =
      helper && (await askCredentialHelper(helper, key, env, signal));
    if (found) return found;
  }
  const auths = JSON.stringify({ auths: config.auths ?? {} });
  const found = credentialsFrom(parseDockerConfig(auths))(repository);
  return found && Object.keys(found).length > 0 ? found : undefined;
}

function helperOf(config: DockerConfig, key: string): string | undefined {
  const helpers = Object(config.credHelpers) as Record<string, unknown>;
  const helper = Object.hasOwn(helpers, key) ? helpers[key] : config.credsStore;
  return typeof helper === 'string' && helper !== '' ? helper : undefined;
}

function readConfig(env: Env): DockerConfig | undefined {
  const home = env.HOME || env.USERPROFILE || homedir();
  const runtime = env.XDG_RUNTIME_DIR;
  const files = [
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    ...(runtime ? [join(runtime, 'containers/auth.json')] : []),
  ];
  for (const file of files) {
    const text = readIfThere(file);
    if (text !== undefined) return parse(file, text);
  }
  return undefined;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`cannot read ${file}: ${message}`);
  }
}

function parse(file: string, text: string): DockerConfig {
  try {
    return Object(JSON.parse(text === '' ? '{}' : text)) as DockerConfig;
  } catch {
    // The parser's message would repeat the text.
    throw new Error(`${file} is no JSON`);
  }
}
