import {
  checkMergeTarget,
  Decoder,
  Entries,
  MappingKey,
  SKIPPED,
} from './decoder';
import { YamlError } from '../errors';
import { formatFloat, goSyntax, quoteGo } from '../goText';
import { YamlNode } from '../node';
import { resolveScalar, shortTagOf } from '../resolve';
import { shortTag } from '../tags';

/** Problems of one document that are listed; a hostile one has millions. */
const MAX_PROBLEMS = 100;

/** A mapping that is being filled. */
interface Target {
  entries: Entries;
  hasStringKeys: boolean;
}

function stringKey(text: string): MappingKey {
  return { identity: `!!str ${text}`, text };
}

function isStringMapping({ content }: YamlNode): boolean {
  for (let i = 0; i < content.length; i += 2) {
    const tag = shortTagOf(content[i]);
    if (tag !== '!!str' && tag !== '!!merge') {
      return false;
    }
  }
  return true;
}

/** Decodes as yaml.v3 decodes into an empty interface. */
export class DecodeV3 extends Decoder {
  run(read: () => YamlNode | undefined): unknown {
    const value = this.decodeRoot(read());
    return value === SKIPPED ? null : value;
  }

  protected decodeScalar(node: YamlNode): unknown {
    return this.represent(resolveScalar(node), node);
  }

  protected decodeMapping(node: YamlNode): unknown {
    const entries: Entries = new Map();
    const target = { entries, hasStringKeys: isStringMapping(node) };
    return this.fill(node, target, undefined)
      ? this.buildMapping(entries)
      : SKIPPED;
  }

  /** @param merged - keys that a merged mapping may not set any more */
  private fill(
    node: YamlNode,
    target: Target,
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
      const key = target.hasStringKeys
        ? this.decodeStringKey(content[i])
        : this.decodeKey(content[i]);
      if (!key || (merged?.has(key.identity) ?? false)) {
        continue;
      }
      merged?.add(key.identity);
      const value = this.decodeNode(content[i + 1]);
      if (value !== SKIPPED) {
        target.entries.set(key.identity, { key, value });
      }
    }
    if (merge) {
      this.merge(node, merge, target, merged);
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
    if (tag === '!!binary') {
      return stringKey(this.decodeBinary(node.value));
    }
    const text =
      typeof value === 'number' && tag === '!!float'
        ? formatFloat(value)
        : String(value ?? 'null');
    const isText = typeof value === 'string' && tag !== '!!timestamp';
    return isText ? stringKey(text) : { identity: `${tag} ${text}`, text };
  }

  /** Keys of a mapping that has only string keys, and of what it merges. */
  private decodeStringKey(node: YamlNode): MappingKey | undefined {
    this.count();
    if (node.kind === 'alias') {
      return this.followAlias(node, target => this.decodeStringKey(target));
    }
    if (node.kind !== 'scalar') {
      this.problems.push(
        `line ${node.line}: cannot unmarshal ${shortTagOf(node)} into string`,
      );
      return undefined;
    }
    const { tag } = resolveScalar(node);
    if (tag === '!!null') {
      return undefined;
    }
    return stringKey(
      tag === '!!binary' ? this.decodeBinary(node.value) : node.value,
    );
  }

  private merge(
    parent: YamlNode,
    source: YamlNode,
    target: Target,
    outer: Set<string> | undefined,
  ): void {
    const merged = outer ?? this.keysOf(parent);
    const mappings = source.kind === 'sequence' ? source.content : [source];
    for (const mapping of mappings) {
      checkMergeTarget(mapping);
      this.mergeFrom(mapping, target, merged);
    }
  }

  private mergeFrom(node: YamlNode, target: Target, merged: Set<string>): void {
    this.count();
    if (node.kind === 'alias') {
      this.followAlias(node, aliased =>
        this.mergeFrom(aliased, target, merged),
      );
    } else {
      this.fill(node, target, merged);
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
