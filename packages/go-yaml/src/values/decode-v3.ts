import {
  checkMergeTarget,
  Decoder,
  Entries,
  MappingKey,
  SKIPPED,
} from './decoder';
import { YamlError } from '../errors';
import { formatFloat, goSyntax, quoteGo } from '../go-text';
import { YamlNode } from '../node';
import { resolveScalar } from '../resolve';
import { shortTag } from '../tags';

/** Problems of one document that are listed; a hostile one has millions. */
const MAX_PROBLEMS = 100;

/** Decodes as yaml.v3 decodes into an empty interface. */
export class DecodeV3 extends Decoder {
  run(read: () => YamlNode | undefined): unknown {
    const node = read();
    const value = node ? this.decodeNode(node) : null;
    if (this.problems.length > 0) {
      throw new YamlError(
        'DUPLICATE_KEY',
        `yaml: unmarshal errors:\n  ${this.problems.join('\n  ')}`,
      );
    }
    return value === SKIPPED ? null : value;
  }

  protected decodeScalar(node: YamlNode): unknown {
    return this.represent(resolveScalar(node), node);
  }

  protected decodeMapping(node: YamlNode): unknown {
    const entries: Entries = new Map();
    return this.fill(node, entries, undefined)
      ? this.buildMapping(entries)
      : SKIPPED;
  }

  /** @param merged - keys that a merged mapping may not set any more */
  private fill(
    node: YamlNode,
    entries: Entries,
    merged: Set<string> | undefined,
  ): boolean {
    if (!this.checkUnique(node)) {
      return false;
    }
    const { content } = node;
    let merge: YamlNode | undefined;
    for (let i = 0; i + 1 < content.length; i += 2) {
      if (isMerge(content[i])) {
        merge = content[i + 1];
        continue;
      }
      const key = this.decodeKey(content[i]);
      if (!key || (merged?.has(key.identity) ?? false)) {
        continue;
      }
      merged?.add(key.identity);
      const value = this.decodeNode(content[i + 1]);
      if (value !== SKIPPED) {
        entries.set(key.identity, { key, value });
      }
    }
    if (merge) {
      this.merge(node, merge, entries, merged);
    }
    return true;
  }

  private checkUnique({ content }: YamlNode): boolean {
    const firstLines = new Map<string, number[]>();
    let isUnique = true;
    for (let i = 0; i + 1 < content.length; i += 2) {
      const key = content[i];
      const identity = `${key.kind} ${key.value}`;
      const lines = firstLines.get(identity);
      if (!lines) {
        firstLines.set(identity, [key.line]);
        continue;
      }
      isUnique = false;
      if (lines.length < MAX_PROBLEMS) {
        lines.push(key.line);
      }
    }
    if (!isUnique) {
      this.reportDuplicates(firstLines);
    }
    return isUnique;
  }

  private reportDuplicates(linesOfKeys: Map<string, number[]>): void {
    for (const [identity, lines] of linesOfKeys) {
      const key = quoteGo(identity.slice(identity.indexOf(' ') + 1));
      lines.forEach((first, i) => {
        for (const line of lines.slice(i + 1)) {
          if (this.problems.length < MAX_PROBLEMS) {
            this.problems.push(
              `line ${line}: mapping key ${key} already defined at line ${first}`,
            );
          }
        }
      });
    }
  }

  private decodeKey(node: YamlNode): MappingKey | undefined {
    this.count();
    if (node.kind === 'alias') {
      return this.followAlias(node, target => this.decodeKey(target));
    }
    if (node.kind !== 'scalar') {
      const value = this.decodeNode(node);
      if (value === SKIPPED) {
        return undefined;
      }
      throw new YamlError(
        'TYPE',
        `yaml: invalid map key: ${goSyntax(value, 'map[string]interface {}')}`,
        node.line,
        node.column,
      );
    }
    const { tag, value } = resolveScalar(node);
    const text =
      typeof value === 'number' && tag === '!!float'
        ? formatFloat(value)
        : String(value ?? 'null');
    return { identity: `${tag} ${text}`, text };
  }

  private merge(
    parent: YamlNode,
    source: YamlNode,
    entries: Entries,
    outer: Set<string> | undefined,
  ): void {
    const merged = outer ?? this.keysOf(parent);
    const mappings = source.kind === 'sequence' ? source.content : [source];
    for (const mapping of mappings) {
      checkMergeTarget(mapping);
      this.mergeFrom(mapping, entries, merged);
    }
  }

  private mergeFrom(
    node: YamlNode,
    entries: Entries,
    merged: Set<string>,
  ): void {
    this.count();
    if (node.kind === 'alias') {
      this.followAlias(node, target => this.mergeFrom(target, entries, merged));
    } else {
      this.fill(node, entries, merged);
    }
  }

  private keysOf({ content }: YamlNode): Set<string> {
    const keys = new Set<string>();
    for (let i = 0; i + 1 < content.length; i += 2) {
      const key = this.decodeKey(content[i]);
      if (key) {
        keys.add(key.identity);
      }
    }
    return keys;
  }
}

function isMerge(node: YamlNode): boolean {
  return (
    node.kind === 'scalar' &&
    node.value === '<<' &&
    (node.tag === '' || node.tag === '!' || shortTag(node.tag) === '!!merge')
  );
}
