import type { YamlNode } from '@backstage-gitops/go-yaml';
import type { ObjectIdentity } from './types';

/** The value of a key of a mapping. */
export function fieldOf(node: YamlNode | undefined, name: string) {
  if (node?.kind !== 'mapping') return undefined;
  const { content } = node;
  const at = content.findIndex(
    (key, index) => index % 2 === 0 && key.value === name,
  );
  return at < 0 ? undefined : content[at + 1];
}

/** Whether there is nothing: no node, or null. */
export function isNothing(node: YamlNode | undefined): boolean {
  return !node || (node.kind === 'scalar' && node.tag === '!!null');
}

function textOf(node: YamlNode | undefined, name: string): string {
  const field = fieldOf(node, name);
  return field?.kind === 'scalar' && !isNothing(field) ? field.value : '';
}

/** What a mapping says about the object that it is. */
export function identifyObject(root: YamlNode): ObjectIdentity {
  const metadata = fieldOf(root, 'metadata');
  return {
    apiVersion: textOf(root, 'apiVersion'),
    kind: textOf(root, 'kind'),
    name: textOf(metadata, 'name'),
    namespace: textOf(metadata, 'namespace'),
  };
}
