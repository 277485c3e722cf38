import {
  createNode,
  resolveScalar,
  Style,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import type { JsonValue } from './toValue';

/** How plain data becomes nodes; the two ways in which kustomize does it. */
export type ValueForm =
  /** As if JSON text was read: strings are double-quoted. */
  | 'json'
  /** As if yaml.v3 had written the data: numbers are floats, strings plain where possible. */
  | 'yaml';

/** Makes nodes from plain data. */
export function fromValue(value: JsonValue, form: ValueForm): YamlNode {
  if (Array.isArray(value)) {
    const content = value.map(item => fromValue(item, form));
    return collection('sequence', content, form);
  }
  if (typeof value === 'object' && value !== null) {
    const content = Object.keys(value)
      .sort()
      .flatMap(key => [fromText(key, form), fromValue(value[key], form)]);
    return collection('mapping', content, form);
  }
  return fromScalar(value, form);
}

/** yaml.v3 writes what is empty as `{}` or `[]`. */
function collection(
  kind: 'mapping' | 'sequence',
  content: YamlNode[],
  form: ValueForm,
): YamlNode {
  return createNode(kind, {
    tag: kind === 'mapping' ? '!!map' : '!!seq',
    style: form === 'json' || content.length === 0 ? Style.Flow : 0,
    content,
  });
}

function fromScalar(
  value: null | boolean | number | bigint | string,
  form: ValueForm,
): YamlNode {
  if (typeof value === 'string') return fromText(value, form);
  if (value === null)
    return createNode('scalar', { tag: '!!null', value: 'null' });
  if (typeof value === 'boolean') {
    return createNode('scalar', { tag: '!!bool', value: String(value) });
  }
  const text = form === 'yaml' ? goFloat(Number(value)) : jsonNumberText(value);
  // Whole numbers beyond 64 bits read as floats.
  const { tag } = resolveScalar(createNode('scalar', { value: text }));
  return createNode('scalar', { tag, value: text });
}

function fromText(text: string, form: ValueForm): YamlNode {
  return createNode('scalar', {
    tag: '!!str',
    value: text,
    style: form === 'json' ? Style.Double : yamlStyle(text),
  });
}

/** Text that every YAML writer leaves without quotes unless it means something else. */
const PLAIN =
  /^[A-Za-z0-9./_~+$-][\w./+$@%^()=~;<>-]*(?: [\w./+$@%^()=~;<>-]+)*$/;
const OLD_WORDS = /^(y|n|yes|no|on|off)$/i;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function yamlStyle(text: string): number {
  if (text.includes('\n')) return Style.Literal;
  if (text === '') return Style.Double;
  if (OLD_WORDS.test(text) || BASE_60.test(text)) return Style.Double;
  if (!PLAIN.test(text) || /^[-.]+$|^- /.test(text)) return Style.Single;
  const { tag } = resolveScalar(createNode('scalar', { value: text }));
  return tag === '!!str' ? 0 : Style.Double;
}

/** A number as Go's `strconv.FormatFloat(x, 'g', -1, 64)` writes it. */
export function goFloat(value: number): string {
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
