import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT, StartError } from '../bootstrap.mjs';

const FILES = ['app-config.yaml', 'app-config.local.yaml'];

/** The configuration files that there are, absolute, in order of precedence. */
export function configFiles() {
  return FILES.map(name => join(ROOT, name)).filter(existsSync);
}

function read(file) {
  try {
    return parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new StartError(`${file} is not valid YAML: ${error.message}`);
  }
}

/**
 * Which cluster the portal is to work with: `configured` when app-config has a
 * `kubernetes:` section, `kubeconfig` with `gitops.cluster: external`, else the
 * embedded `demo`.
 */
export function readClusterChoice() {
  const configs = configFiles().map(read);
  if (configs.some(({ kubernetes }) => kubernetes?.clusterLocatorMethods)) {
    return 'configured';
  }
  const isExternal = configs.some(
    ({ gitops }) => gitops?.cluster === 'external',
  );
  return isExternal ? 'kubeconfig' : 'demo';
}

/** What the files say under `gitops.clusters` and `gitops.kubeconfig`. */
export function readModes() {
  const sections = configFiles().map(file => read(file).gitops ?? {});
  const last = key => sections.map(section => section[key]).findLast(Boolean);
  return { clusters: last('clusters'), kubeconfig: last('kubeconfig') };
}
