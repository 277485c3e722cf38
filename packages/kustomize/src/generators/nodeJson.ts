import type { YamlNode } from '@backstage-gitops/go-yaml';
import { isEmptied } from '../resources/tree';
import { goJson } from './goJson';

const KINDS: Readonly<Record<YamlNode['kind'], number>> = {
  document: 1,
  sequence: 2,
  mapping: 4,
  scalar: 8,
  alias: 16,
};

/**
 * A YAML node as Go writes its `yaml.Node` as JSON: kustomize hashes this for
 * kinds other than ConfigMap and Secret, so that style and position count.
 */
export function nodeJson(node: YamlNode): string {
  const content =
    node.content.length === 0 && !isEmptied(node)
      ? 'null'
      : `[${node.content.map(nodeJson).join(',')}]`;
  return (
    `{"Kind":${KINDS[node.kind]},"Style":${node.style},"Tag":${goJson(
      node.tag,
    )},` +
    `"Value":${goJson(node.value)},"Anchor":${goJson(node.anchor)},` +
    `"Alias":${
      node.alias === undefined ? 'null' : nodeJson(node.alias)
    },"Content":${content},` +
    `"HeadComment":${goJson(node.headComment)},"LineComment":${goJson(
      node.lineComment,
    )},` +
    `"FootComment":${goJson(node.footComment)},"Line":${node.line},"Column":${
      node.column
    }}`
  );
}
