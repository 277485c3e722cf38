import {
  compareKeys,
  createNode,
  isBase60,
  resolveScalar,
  Style,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { reread } from './reread';
import type { JsonValue } from './toValue';

/** Nodes as they are read from the JSON text of a value. */
export function fromJson(value: JsonValue): YamlNode {
  return draft(value, {
    style: Style.Flow,
    text: () => Style.Double,
    number: jsonNumberText,
    order: undefined,
  });
}

/**
 * Nodes as they are read from the text that yaml.v3 makes of a Go map: keys
 * in its order, numbers as floats.
 * @throws KustomizeError - unwritable-resource
 */
export function fromMap(value: JsonValue): YamlNode {
  return reread(
    draft(value, {
      style: 0,
      text: textStyle,
      number: number => goFloat(Number(number)),
      order: (a, b) => compareKeys(a, b, 3),
    }),
  );
}

interface Form {
  /** Of lists and maps. */
  readonly style: number;
  readonly text: (text: string) => number;
  readonly number: (number: number | bigint) => string;
  readonly order: ((a: string, b: string) => number) | undefined;
}

function draft(value: JsonValue, form: Form): YamlNode {
  if (Array.isArray(value)) {
    return createNode('sequence', {
      tag: '!!seq',
      style: form.style,
      content: value.map(item => draft(item, form)),
    });
  }
  if (typeof value === 'object' && value !== null) {
    return createNode('mapping', {
      tag: '!!map',
      style: form.style,
      content: Object.keys(value)
        .sort(form.order)
        .flatMap(key => [draft(key, form), draft(value[key], form)]),
    });
  }
  return createNode('scalar', draftScalar(value, form));
}

function draftScalar(
  value: null | boolean | number | bigint | string,
  form: Form,
): Partial<YamlNode> {
  if (typeof value === 'string') {
    return { tag: '!!str', value, style: form.text(value) };
  }
  if (value === null) return { tag: '!!null', value: 'null' };
  if (typeof value === 'boolean') {
    return { tag: '!!bool', value: String(value) };
  }
  const text = form.number(value);
  // Whole numbers beyond 64 bits read as floats.
  const { tag } = resolveScalar(createNode('scalar', { value: text }));
  return { tag, value: text };
}

const OLD_WORDS = /^(y|n|yes|no|on|off)$/i;

/** What yaml.v3 asks for; the emitter quotes what else needs it. */
function textStyle(text: string): number {
  if (text.includes('\n')) return Style.Literal;
  return OLD_WORDS.test(text) || isBase60(text) ? Style.Double : 0;
}

/** A number as Go's `strconv.FormatFloat(x, 'g', -1, 64)` writes it. */
function goFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponentText] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return String(value);
}

/** A number as Go's encoding/json writes it. */
export function jsonNumberText(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  const magnitude = Math.abs(value);
  if (value !== 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
    const [mantissa, exponent] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    const digits = exponent.replace(/^[+-]/, '');
    return `${mantissa}e${sign}${
      sign === '+' ? digits.padStart(2, '0') : digits
    }`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}
