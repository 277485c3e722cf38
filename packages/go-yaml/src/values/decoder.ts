import { YamlError } from '../errors';
import { YamlNode } from '../node';
import { DecodeOptions } from '../options';
import { decodeUtf8Loosely } from '../goText';
import { ResolvedScalar } from '../resolve';

/** Nesting at which decoding stops, aliases followed. */
const MAX_DEPTH = 1000;

/** Decoded nodes up to which nearly all may come from aliases, and from which few may. */
const FEW_NODES = 400_000;
const MANY_NODES = 4_000_000;

/** Stands for a value that could not be decoded; the problem is noted. */
export const SKIPPED = Symbol('skipped');

/** A mapping's key with what tells it from others. */
export interface MappingKey {
  /** Type and text, e.g. `int 1`. */
  identity: string;
  /** As a JSON key. */
  text: string;
}

/** A mapping while it is filled: identity of the key → key and value. */
export type Entries = Map<string, { key: MappingKey; value: unknown }>;

/** What the decoders of both dialects share: limits, aliases, values. */
export abstract class Decoder {
  private decoded = 0;
  private fromAliases = 0;
  private aliasDepth = 0;
  private depth = 0;
  private readonly openAliases = new Set<YamlNode>();
  protected readonly problems: string[] = [];

  constructor(protected readonly options: DecodeOptions) {}

  abstract run(read: () => YamlNode | undefined): unknown;

  protected abstract decodeScalar(node: YamlNode): unknown;
  protected abstract decodeMapping(node: YamlNode): unknown;

  /** @throws YamlError - `DUPLICATE_KEY`: problems that were noted on the way */
  protected decodeRoot(node: YamlNode | undefined): unknown {
    const value = node ? this.decodeNode(node) : null;
    if (this.problems.length > 0) {
      throw new YamlError(
        'DUPLICATE_KEY',
        `yaml: unmarshal errors:\n  ${this.problems.join('\n  ')}`,
      );
    }
    return value;
  }

  /** @returns the value, or {@link SKIPPED} where it could not be decoded */
  protected decodeNode(node: YamlNode): unknown {
    this.count();
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      throw new YamlError('LIMIT', `yaml: exceeded max depth of ${MAX_DEPTH}`);
    }
    const value = this.decodeKind(node);
    this.depth--;
    return value;
  }

  private decodeKind(node: YamlNode): unknown {
    switch (node.kind) {
      case 'document':
        return node.content.length === 1
          ? this.decodeNode(node.content[0])
          : null;
      case 'alias':
        return this.followAlias(node, target => this.decodeNode(target));
      case 'scalar':
        return this.decodeScalar(node);
      case 'sequence':
        return this.buildSequence(this.decodeItems(node.content));
      default:
        return this.decodeMapping(node);
    }
  }

  private decodeItems(content: readonly YamlNode[]): unknown[] {
    const items: unknown[] = [];
    for (const node of content) {
      const item = this.decodeNode(node);
      if (item !== SKIPPED) {
        items.push(item);
      }
    }
    return items;
  }

  protected followAlias<T>(node: YamlNode, use: (target: YamlNode) => T): T {
    if (!node.alias) {
      throw new YamlError(
        'ALIAS',
        `yaml: unknown anchor '${node.value}' referenced`,
      );
    }
    if (this.openAliases.has(node)) {
      throw new YamlError(
        'ALIAS',
        `yaml: anchor '${node.value}' value contains itself`,
        node.line,
        node.column,
      );
    }
    this.openAliases.add(node);
    this.aliasDepth++;
    const value = use(node.alias);
    this.aliasDepth--;
    this.openAliases.delete(node);
    return value;
  }

  /** Refuses documents that grow out of proportion by their aliases. */
  protected count(): void {
    this.decoded++;
    if (this.aliasDepth > 0) {
      this.fromAliases++;
    }
    if (
      this.fromAliases > 100 &&
      this.decoded > 1000 &&
      this.fromAliases / this.decoded > allowedShare(this.decoded)
    ) {
      throw new YamlError(
        'ALIAS',
        'yaml: document contains excessive aliasing',
      );
    }
  }

  protected represent(resolved: ResolvedScalar, node: YamlNode): unknown {
    const { int, float, timestamp } = this.options;
    const { tag, value } = resolved;
    if (value === undefined) {
      return null;
    }
    switch (tag) {
      case '!!int':
        return int ? int(value as bigint | number, node.value) : value;
      case '!!float':
        return float ? float(value as number, node.value) : value;
      case '!!timestamp':
        return timestamp ? timestamp(node.value) : node.value;
      case '!!binary':
        return this.options.binary
          ? this.options.binary(base64Bytes(node.value))
          : this.decodeBinary(node.value);
      default:
        return value;
    }
  }

  protected decodeBinary(text: string): string {
    return decodeUtf8Loosely(base64Bytes(text));
  }

  protected buildSequence(items: unknown[]): unknown {
    return items;
  }

  protected buildMapping(entries: Entries): unknown {
    const pairs: [string, unknown][] = [];
    for (const { key, value } of entries.values()) {
      pairs.push([key.text, value]);
    }
    return this.representMapping(pairs);
  }

  /** @param pairs - the caller's no more */
  protected representMapping(
    pairs: Map<string, unknown> | [string, unknown][],
  ): unknown {
    const { mapping } = this.options;
    if (mapping === 'map') {
      return pairs instanceof Map ? pairs : new Map(pairs);
    }
    if (mapping) {
      return mapping([...pairs]);
    }
    const result: Record<string, unknown> = {};
    for (const [key, value] of pairs) {
      setOwn(result, key, value);
    }
    return result;
  }
}

function setOwn(
  target: Record<string, unknown>,
  key: string,
  value: unknown,
): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    target[key] = value;
  }
}

function allowedShare(decoded: number): number {
  if (decoded <= FEW_NODES) {
    return 0.99;
  }
  if (decoded >= MANY_NODES) {
    return 0.1;
  }
  return 0.99 - 0.89 * ((decoded - FEW_NODES) / (MANY_NODES - FEW_NODES));
}

function base64Bytes(text: string): Uint8Array {
  const plain = text.replace(/[\r\n]/g, '');
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) {
    throw new YamlError(
      'TYPE',
      'yaml: !!binary value contains invalid base64 data',
    );
  }
  return Uint8Array.from(atob(plain), character => character.charCodeAt(0));
}

/**
 * Refuses what `<<` cannot merge.
 * @throws YamlError - `TYPE`
 */
export function checkMergeTarget(node: YamlNode): void {
  const target = node.kind === 'alias' ? node.alias : node;
  if (target?.kind !== 'mapping') {
    throw new YamlError(
      'TYPE',
      'yaml: map merge requires map or sequence of maps as the value',
      node.line,
      node.column,
    );
  }
}
