import {
  emitDocuments,
  parseDocument,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';

/** A tree as kustomize's yaml.v3 writes it. */
export function emitTree(node: YamlNode): string {
  return emitDocuments([node], { indent: 2, compactSequences: true });
}

/**
 * The tree as kustomize reads it from the text that yaml.v3 writes of it.
 * @param hint - said after what is wrong with the text
 * @throws KustomizeError - unwritable-resource, when the text cannot be read
 */
export function reread(node: YamlNode, hint = ''): YamlNode {
  const text = emitTree(node);
  try {
    return parseDocument(text)?.content[0] ?? node;
  } catch (cause) {
    throw new KustomizeError(
      'unwritable-resource',
      `${(cause as Error).message}${hint}`,
      {
        line: node.line || undefined,
        column: node.column || undefined,
        cause,
      },
    );
  }
}
