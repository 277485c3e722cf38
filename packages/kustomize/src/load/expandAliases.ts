import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import { assignNode, clearField, copyNode } from '../resources/tree';

/** Nodes that the aliases of one document may expand to. */
const MAX_NODES = 2_000_000;

/**
 * Puts copies in the place of aliases and merges `<<` into its mapping, in
 * place. Keys of the mapping win over merged ones.
 * @throws KustomizeError - limit, for aliases that expand beyond all measure;
 *   malformed-yaml, for a `<<` that is no mapping
 */
export function expandAliases(root: YamlNode, file?: string): YamlNode {
  return new Expansion(file).expand(root);
}

class Expansion {
  private budget = MAX_NODES;
  private depth = 0;

  constructor(private readonly file: string | undefined) {}

  expand(node: YamlNode): YamlNode {
    node.anchor = '';
    switch (node.kind) {
      case 'alias':
        return this.copyOfAlias(node);
      case 'mapping':
        this.mergeKeys(node);
        break;
      case 'sequence':
      case 'document':
        break;
      default:
        return node;
    }
    for (let i = 0; i < node.content.length; i++) {
      const child = node.content[i];
      if (child.kind !== 'scalar') node.content[i] = this.expand(child);
      else child.anchor = '';
    }
    return node;
  }

  private copyOfAlias(node: YamlNode): YamlNode {
    if (node.alias === undefined) return node;
    this.depth += 1;
    if (this.depth > 10_000) this.fail('aliases nest too deeply');
    const target = this.expand(node.alias);
    this.depth -= 1;
    this.spend(target);
    return copyNode(target);
  }

  private spend(node: YamlNode): void {
    this.budget -= 1;
    if (this.budget < 0) {
      this.fail('document contains excessive aliasing');
    }
    for (const child of node.content) this.spend(child);
  }

  private mergeKeys(node: YamlNode): void {
    let value: YamlNode | undefined;
    for (let i = 0; i + 1 < node.content.length; i += 2) {
      if (node.content[i].tag !== '!!merge') continue;
      if (value !== undefined) this.malformed('duplicate merge key', node);
      value = node.content[i + 1];
    }
    if (value === undefined) return;
    const sources = this.mergedMappings(value);
    clearField(node, '<<');
    const merged = copyNode(node);
    for (const source of [...sources, node]) {
      this.spend(source);
      setEntries(merged, copyNode(source));
    }
    assignNode(node, merged);
  }

  /** The mappings of a `<<`, those that win last. */
  private mergedMappings(value: YamlNode): YamlNode[] {
    switch (value.kind) {
      case 'mapping':
        return [value];
      case 'alias':
        if (value.alias?.kind !== 'mapping') {
          this.malformed(
            'invalid map merge: received alias for a non-map value',
            value,
          );
        }
        return [value.alias!];
      case 'sequence':
        return value.content
          .slice()
          .reverse()
          .flatMap(item => {
            if (item.kind === 'sequence') {
              this.malformed(
                'invalid map merge: received a nested sequence',
                item,
              );
            }
            return this.mergedMappings(item);
          });
      default:
        return this.malformed(
          'map merge requires map or sequence of maps as the value',
          value,
        );
    }
  }

  private malformed(message: string, node: YamlNode): never {
    throw new KustomizeError('malformed-yaml', message, {
      file: this.file,
      line: node.line || undefined,
      column: node.column || undefined,
    });
  }

  private fail(message: string): never {
    throw new KustomizeError('limit', `yaml: ${message}`, { file: this.file });
  }
}

/** Puts every entry of `source` into `target`, in the place of one with the same key. */
function setEntries(target: YamlNode, source: YamlNode): void {
  for (let i = 0; i + 1 < source.content.length; i += 2) {
    const key = source.content[i];
    const at = target.content.findIndex(
      (other, j) => j % 2 === 0 && other.value === key.value,
    );
    if (at < 0) target.content.push(key, source.content[i + 1]);
    else target.content.splice(at, 2, key, source.content[i + 1]);
  }
}
