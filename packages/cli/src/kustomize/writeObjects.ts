import type { Resource, ResourceId } from '@backstage-gitops/kustomize';
import * as fs from 'fs';
import { join } from 'path';

const namespaceOf = ({ namespace }: ResourceId) => namespace || 'default';

/** `apps_v1_deployment_web.yaml`, as kustomize names the file of an object. */
function fileNameOf({ group, version, kind, name }: ResourceId): string {
  const type = [group, version, kind].filter(part => part !== '').join('_');
  return `${type}_${name}.yaml`.toLowerCase();
}

/**
 * Files of objects by name. The namespace stands before the names where the
 * objects that have one lie in several.
 * @throws Error - a name that is no file name, or one that two objects have
 */
function filesOf(resources: readonly Resource[]): Map<string, Resource> {
  const namespaces = new Set(
    resources
      .filter(({ currentId }) => !currentId.clusterScoped)
      .map(({ currentId }) => namespaceOf(currentId)),
  );
  const files = new Map<string, Resource>();
  for (const resource of resources) {
    const id = resource.currentId;
    const hasPrefix = namespaces.size > 1 && !id.clusterScoped;
    const prefix = hasPrefix ? `${namespaceOf(id).toLowerCase()}_` : '';
    const name = prefix + fileNameOf(id);
    if (name.includes('/')) {
      throw new Error(
        `the ${id.kind} '${id.name}' can't be written to a file of its own: '${name}' is no file name`,
      );
    }
    const other = files.get(name)?.currentId;
    if (other !== undefined) {
      throw new Error(
        `the ${other.kind} '${other.name}' and the ${id.kind} '${id.name}' would both be written to '${name}'`,
      );
    }
    files.set(name, resource);
  }
  return files;
}

/**
 * Writes each object to a file of its own, as `kustomize build -o DIR` does.
 * @param directory - absolute; exists
 */
export function writeObjects(
  directory: string,
  resources: readonly Resource[],
): void {
  for (const [name, resource] of filesOf(resources)) {
    fs.writeFileSync(join(directory, name), resource.yaml());
  }
}
