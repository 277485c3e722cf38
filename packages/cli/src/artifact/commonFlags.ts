import type { FlagSpec } from '../flags';
import { NETWORK_FLAGS, NETWORK_HELP } from '../networkFlags';

/**
 * Flags that the flux CLI has on every command. Artifacts need no cluster:
 * those that name one are read and change nothing.
 */
const GLOBAL_FLAGS: Readonly<Record<string, FlagSpec>> = {
  help: { kind: 'bool', short: 'h' },
  timeout: { kind: 'duration' },
  verbose: { kind: 'bool' },

  as: { kind: 'string' },
  'as-group': { kind: 'strings' },
  'as-uid': { kind: 'string' },
  'as-user-extra': { kind: 'strings' },
  'cache-dir': { kind: 'string' },
  'certificate-authority': { kind: 'string' },
  'client-certificate': { kind: 'string' },
  'client-key': { kind: 'string' },
  cluster: { kind: 'string' },
  context: { kind: 'string' },
  'disable-compression': { kind: 'bool' },
  'insecure-skip-tls-verify': { kind: 'bool' },
  'kube-api-burst': { kind: 'int' },
  'kube-api-qps': { kind: 'float' },
  kubeconfig: { kind: 'string' },
  namespace: { kind: 'string', short: 'n' },
  'ns-follows-kube-context': { kind: 'bool' },
  server: { kind: 'string' },
  'tls-server-name': { kind: 'string' },
  token: { kind: 'string' },
  user: { kind: 'string' },
};

/** Flags of the commands that talk to a registry. */
export const REGISTRY_FLAGS: Readonly<Record<string, FlagSpec>> = {
  ...GLOBAL_FLAGS,
  ...NETWORK_FLAGS,
  creds: { kind: 'string' },
  'insecure-registry': { kind: 'bool' },
  provider: { kind: 'string' },
};

/** Flags of the commands that archive a directory. */
export const CONTENT_FLAGS: Readonly<Record<string, FlagSpec>> = {
  ...GLOBAL_FLAGS,
  'ignore-paths': { kind: 'slice' },
  'resolve-symlinks': { kind: 'bool' },
};

export const CONTENT_HELP = `\
      --ignore-paths LIST     what to leave out, in the syntax of .gitignore; may
                              be repeated. Default: files of Git, pictures, films
                              and archives
      --resolve-symlinks      archive what links lead to; else links are left out
`;

export const REGISTRY_HELP = `\
      --creds USER[:PASS]     sign in with a user name and password, or a token;
                              else as docker does: ~/.docker/config.json, or
                              $DOCKER_CONFIG, with its credential helpers
      --provider NAME         generic (default)
      --insecure-registry     allow plain HTTP and certificates that nobody trusts
${NETWORK_HELP}      --timeout DURATION      default 5m0s; 0 for none
`;
