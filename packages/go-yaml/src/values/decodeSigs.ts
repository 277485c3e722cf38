import { checkMergeTarget, Decoder, Entries, MappingKey } from './decoder';
import { YamlError } from '../errors';
import { formatFloat, formatFloat32, goSyntax, quoteGo } from '../goText';
import { Style, YamlNode } from '../node';
import { ResolvedScalar, resolvePlain, resolveTagged } from '../resolve';

const MAP_TYPE = 'map[interface {}]interface {}';
const NULL_KEY = '!!null undefined';
const MAX_INT64 = 2n ** 63n - 1n;
const PREFIX = 'error converting YAML to JSON: ';

/**
 * Stands for a value that cannot become JSON. It is an error only if nothing
 * replaces it, as a later equal key may do.
 */
class Failure {
  constructor(
    /** The value cannot be converted at all, not only be printed. */
    readonly isConversion: boolean,
    readonly error: YamlError,
  ) {}
}

function findFailure(values: readonly unknown[]): Failure | undefined {
  let found: Failure | undefined;
  for (const value of values) {
    if (value instanceof Failure && !(found?.isConversion ?? false)) {
      found = value.isConversion ? value : found ?? value;
    }
  }
  return found;
}

/** Keys are converted in any order, but printed in their own. */
function findMappingFailure(
  entries: Entries,
  byText: Entries,
): Failure | undefined {
  const found = findFailure([...entries.values()].map(entry => entry.value));
  if (!found || found.isConversion) {
    return found;
  }
  const keys = [...byText.keys()].sort();
  return findFailure(keys.map(key => byText.get(key)?.value));
}

function findTextFailure(
  values: ReadonlyMap<string, unknown>,
): Failure | undefined {
  const found = findFailure([...values.values()]);
  return !found || found.isConversion
    ? found
    : findFailure([...values.keys()].sort().map(key => values.get(key)));
}

/**
 * Decodes as sigs.k8s.io/yaml does: yaml.v2 reads, the value becomes JSON.
 */
export class DecodeSigs extends Decoder {
  run(read: () => YamlNode | undefined): unknown {
    try {
      const value = this.decodeRoot(read());
      if (value instanceof Failure) {
        throw value.error;
      }
      return value;
    } catch (error) {
      if (error instanceof YamlError) {
        throw new YamlError(
          error.code,
          PREFIX + error.message,
          error.line,
          error.column,
        );
      }
      throw error;
    }
  }

  protected decodeScalar(node: YamlNode): unknown {
    if (node.tag === '!!str') {
      return node.value;
    }
    const resolved = resolve(node);
    const { value } = resolved;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const { notFinite } = this.options;
      if (notFinite) return notFinite(value);
      const name = formatFloat(value);
      return new Failure(
        false,
        new YamlError(
          'TYPE',
          `json: unsupported value: ${name}`,
          node.line,
          node.column,
        ),
      );
    }
    return this.represent(resolved, node);
  }

  protected decodeMapping(node: YamlNode): unknown {
    return hasTextKeys(node)
      ? this.decodeTextMapping(node)
      : this.decodeAnyMapping(node);
  }

  /** Nearly every mapping: what tells its keys apart is their text. */
  private decodeTextMapping({ content }: YamlNode): unknown {
    const values = new Map<string, unknown>();
    let hasFailed = false;
    for (let i = 0; i + 1 < content.length; i += 2) {
      this.count();
      const key = content[i].value;
      const value = this.decodeNode(content[i + 1]);
      if (this.options.strict && values.has(key)) {
        this.noteDuplicate(quoteGo(key), content[i + 1]);
      } else {
        values.set(key, value);
        hasFailed ||= value instanceof Failure;
      }
    }
    const failure = hasFailed ? findTextFailure(values) : undefined;
    return failure ?? this.representMapping(values);
  }

  private noteDuplicate(key: string, value: YamlNode): void {
    this.problems.push(`line ${value.line}: key ${key} already set in map`);
  }

  private decodeAnyMapping(node: YamlNode): unknown {
    const entries: Entries = new Map();
    this.fill(node, entries);
    const byText: Entries = new Map();
    for (const entry of entries.values()) {
      const problem = keyProblem(entry.key.identity);
      if (problem) {
        const shown = goSyntax(entry.value, MAP_TYPE);
        const message = `unsupported map key of type: ${problem}, value: ${shown}`;
        return new Failure(
          true,
          new YamlError('TYPE', message, node.line, node.column),
        );
      }
      byText.set(entry.key.text, entry);
    }
    return findMappingFailure(entries, byText) ?? this.buildMapping(byText);
  }

  protected buildSequence(items: unknown[]): unknown {
    return findFailure(items) ?? items;
  }

  private fill({ content }: YamlNode, entries: Entries): void {
    for (let i = 0; i + 1 < content.length; i += 2) {
      const keyNode = content[i];
      const valueNode = content[i + 1];
      if (isMerge(keyNode)) {
        this.merge(valueNode, entries);
        continue;
      }
      const key = this.decodeKey(keyNode);
      const value = this.decodeNode(valueNode);
      if (this.options.strict && entries.has(key.identity)) {
        this.noteDuplicate(goKey(key), valueNode);
      } else {
        entries.set(key.identity, { key, value });
      }
    }
  }

  private merge(source: YamlNode, entries: Entries): void {
    // Later mappings first: what earlier ones say replaces it.
    const mappings =
      source.kind === 'sequence' ? [...source.content].reverse() : [source];
    for (const mapping of mappings) {
      checkMergeTarget(mapping);
      this.mergeFrom(mapping, entries);
    }
  }

  private mergeFrom(node: YamlNode, entries: Entries): void {
    this.count();
    if (node.kind === 'alias') {
      this.followAlias(node, target => this.mergeFrom(target, entries));
    } else {
      this.fill(node, entries);
    }
  }

  private decodeKey(node: YamlNode): MappingKey {
    this.count();
    if (node.kind === 'alias') {
      return this.followAlias(node, target => this.decodeKey(target));
    }
    if (node.kind !== 'scalar') {
      const shown = goSyntax(this.decodeNode(node), MAP_TYPE);
      throw new YamlError(
        'TYPE',
        `yaml: invalid map key: ${shown}`,
        node.line,
        node.column,
      );
    }
    const resolved = resolve(node);
    if (resolved.tag === '!!binary') {
      const text = this.decodeBinary(node.value);
      return { identity: `!!str ${text}`, text };
    }
    const { tag, value } = resolved;
    const type = typeof value === 'string' ? '!!str' : tag;
    return {
      identity: `${type} ${String(value)}`,
      text: keyText(resolved, node),
    };
  }
}

function hasTextKeys({ content }: YamlNode): boolean {
  for (let i = 0; i < content.length; i += 2) {
    const { kind, tag, value } = content[i];
    if (kind !== 'scalar' || tag !== '!!str' || value === '<<') {
      return false;
    }
  }
  return true;
}

function resolve(node: YamlNode): ResolvedScalar {
  // eslint-disable-next-line no-bitwise
  if ((node.style & Style.Tagged) !== 0) {
    return resolveTagged(node.tag, node.value, 'sigs');
  }
  return node.style === 0
    ? resolvePlain(node.value, 'sigs')
    : { tag: '!!str', value: node.value };
}

/** Why a key cannot become a JSON key: it is null, or beyond int64. */
function keyProblem(identity: string): string | undefined {
  if (identity === NULL_KEY) {
    return '%!s(<nil>), key: <nil>';
  }
  if (!identity.startsWith('!!int ')) {
    return undefined;
  }
  const value = BigInt(identity.slice('!!int '.length));
  return value > MAX_INT64 ? `uint64, key: 0x${value.toString(16)}` : undefined;
}

function keyText({ tag, value }: ResolvedScalar, node: YamlNode): string {
  if (tag === '!!timestamp') {
    return node.value;
  }
  return tag === '!!float' ? floatKey(value as number) : String(value);
}

/** Float keys lose precision: they are printed as 32-bit floats. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) {
    return '.nan';
  }
  const single = Math.fround(value);
  if (!Number.isFinite(single)) {
    return single > 0 ? '.inf' : '-.inf';
  }
  return formatFloat32(value);
}

function goKey({ identity, text }: MappingKey): string {
  if (identity === NULL_KEY) {
    return '<nil>';
  }
  return identity.startsWith('!!str ') ? quoteGo(text) : text;
}

function isMerge(node: YamlNode): boolean {
  if (node.kind !== 'scalar' || node.value !== '<<') {
    return false;
  }
  return node.style === 0 || node.tag === '!!merge' || node.tag === '!';
}
