import { checkKey, throughJson } from './jsonText';
import { compareKeys } from './keyOrder';
import { YamlError } from '../errors';
import { formatFloat } from '../goText';
import { MarshalOptions } from '../options';
import { resolvePlainTag } from '../resolve';
import { analyze } from '../write/analysis';
import { Output } from '../write/output';
import {
  writeDoubleQuoted,
  writeLiteral,
  writePlain,
  writeSingleQuoted,
} from '../write/scalars';

const INDENT = 2;
const WIDTH = 80;
const MAX_DEPTH = 1000;
const SIMPLE_KEY_LENGTH = 128;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** Where a value stands. */
interface Context {
  isMapValue: boolean;
  isKey: boolean;
}

const PLACE = { isMapValue: false, isKey: false };
const KEY = { isMapValue: true, isKey: true };
const VALUE = { isMapValue: true, isKey: false };

class ValueWriter {
  private readonly output = new Output();
  private depth = 0;

  constructor(private readonly options: MarshalOptions) {}

  writeDocument(value: unknown): string {
    this.write(value, PLACE);
    this.output.writeIndent();
    return this.output.text;
  }

  private write(value: unknown, where: Context): void {
    switch (typeof value) {
      case 'string':
        return this.writeString(this.textOf(value), where);
      case 'number':
        return this.writePlainText(numberText(value));
      case 'bigint':
        return this.writePlainText(integerText(value));
      case 'boolean':
        return this.writePlainText(String(value));
      case 'undefined':
        return this.writePlainText('null');
      case 'object':
        return value === null
          ? this.writePlainText('null')
          : this.writeObject(value, where);
      default:
        throw new YamlError(
          'TYPE',
          `error marshaling into JSON: json: unsupported type: ${typeof value}`,
        );
    }
  }

  private textOf(text: string): string {
    return this.options.direct ? text : throughJson(text);
  }

  private writeObject(value: object, where: Context): void {
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      throw new YamlError('LIMIT', `yaml: exceeded max depth of ${MAX_DEPTH}`);
    }
    if (Array.isArray(value)) {
      this.writeSequence(value, where);
    } else if (value instanceof Map) {
      this.writeMapping([...value].map(([key, item]) => [String(key), item]));
    } else if (isPlain(value) || !this.options.replace) {
      this.writeMapping(Object.entries(value));
    } else {
      this.write(this.options.replace(value), where);
    }
    this.depth--;
  }

  private writePlainText(text: string): void {
    writePlain(this.output, text, Infinity);
  }

  private writeString(text: string, where: Context): void {
    const { output } = this;
    const before = output.indent;
    output.indent = before < 0 ? INDENT : before + INDENT;
    const analysis = analyze(text, true);
    const width = where.isKey ? Infinity : WIDTH;
    if (text.includes('\n') && analysis.block && !where.isKey) {
      writeLiteral(output, text, INDENT, () => output.breakLine());
    } else if (
      (analysis.multiline && (where.isKey || text.includes('\n'))) ||
      !isSafePlain(text) ||
      !analysis.singleQuoted
    ) {
      writeDoubleQuoted(output, text, width);
    } else if (analysis.plainInBlock) {
      writePlain(output, text, width);
    } else {
      writeSingleQuoted(output, text, width);
    }
    output.indent = before;
  }

  private writeSequence(items: readonly unknown[], where: Context): void {
    const { output } = this;
    if (items.length === 0) {
      this.writeEmpty('[', ']');
      return;
    }
    const before = output.indent;
    if (before < 0) {
      output.indent = 0;
    } else if (!(where.isMapValue && !output.indention)) {
      output.indent = before + INDENT;
    }
    for (const item of items) {
      output.writeIndent();
      output.writeIndicator('-', true, false, true);
      this.write(item, PLACE);
    }
    output.indent = before;
  }

  private writeEmpty(open: string, close: string): void {
    this.output.writeIndicator(open, true, true, false);
    this.output.writeIndicator(close, false, false, false);
  }

  private writeMapping(pairs: [string, unknown][]): void {
    const { output } = this;
    const compare = this.options.compareKeys ?? compareKeys;
    const entries = pairs
      .filter(([, value]) => value !== undefined)
      .map(([key, value]): [string, unknown] => {
        if (!this.options.direct) {
          checkKey(key);
        }
        return [this.textOf(key), value];
      })
      .sort(([a], [b]) => compare(a, b));
    if (entries.length === 0) {
      this.writeEmpty('{', '}');
      return;
    }
    const before = output.indent;
    output.indent = before < 0 ? 0 : before + INDENT;
    for (const [key, value] of entries) {
      output.writeIndent();
      this.writePair(key, value);
    }
    output.indent = before;
  }

  private writePair(key: string, value: unknown): void {
    const { output } = this;
    if (isSimpleKey(key)) {
      this.writeString(key, KEY);
      output.writeIndicator(':', false, false, false);
    } else {
      output.writeIndicator('?', true, false, true);
      this.writeString(key, VALUE);
      output.writeIndent();
      output.writeIndicator(':', true, false, true);
    }
    this.write(value, VALUE);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isSimpleKey(key: string): boolean {
  if (analyze(key, true).multiline) {
    return false;
  }
  return (
    key.length <= SIMPLE_KEY_LENGTH &&
    new TextEncoder().encode(key).length <= SIMPLE_KEY_LENGTH
  );
}

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** A number of YAML 1.1 such as `1:20`, which Go quotes as text. */
export function isBase60(text: string): boolean {
  return BASE_60.test(text);
}

/** Whether a string stays a string without quotes. */
function isSafePlain(text: string): boolean {
  return resolvePlainTag(text, 'sigs') === '!!str' && !isBase60(text);
}

/** A number as it comes out of JSON and yaml.v2. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) {
    throw new YamlError(
      'TYPE',
      `error marshaling into JSON: json: unsupported value: ${formatFloat(
        value,
      )}`,
    );
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    return Number.isSafeInteger(value)
      ? String(value)
      : integerText(BigInt(String(value)));
  }
  return formatFloat(value);
}

/** Integers beyond 64 bits become floats. */
function integerText(value: bigint): string {
  return value < MIN_INT64 || value > MAX_UINT64
    ? formatFloat(Number(value))
    : String(value);
}

/**
 * Writes a value as sigs.k8s.io/yaml Marshal does, and with it Helm's
 * `toYaml`: keys sorted, strings quoted where YAML 1.1 would read something
 * else, several lines as literals, long lines folded at 80 columns. Entries
 * whose value is `undefined` are left out.
 * @param value - null, boolean, number, bigint, string, array, Map or object
 * @throws YamlError - `TYPE`: NaN, infinity, functions, symbols; `LIMIT`:
 *   nested too deeply or within itself; `ENCODING`: control characters
 */
export function marshal(value: unknown, options: MarshalOptions = {}): string {
  const writer = new ValueWriter(options);
  return writer.writeDocument(value);
}
