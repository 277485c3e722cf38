import {
  createNode,
  emitDocuments,
  resolveScalar,
  Style,
  YamlNode,
} from '@backstage-gitops/go-yaml';
import { formatFloat } from '../format/formatFloat';
import { GoError } from '../errors';
import { GoComplex } from '../values/goComplex';
import { GoMap, GoNamedString, GoSlice } from '../values/goCollections';
import { formatDuration } from '../format/formatDuration';
import { GoInt } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf, mapOf } from '../values/reflect';
import { GoTime } from '../time/goTime';
import { encodeUtf8, hasRawBytes } from '../values/utf8';
import { base64 } from './base64';
import { compareNaturally } from './naturalOrder';

const OLD_BOOLEAN = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const TIME_LAYOUT = '2006-01-02T15:04:05.999999999Z07:00';
const BASE64_LINE = 70;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/**
 * YAML as yaml.v3's encoder writes Go values with an indent of two, without the last line break.
 * @throws GoError - a complex number
 */
export function encodeYamlPretty(value: GoValue): string {
  const root = createNode('document', { content: [nodeOf(value)] });
  return emitDocuments([root], { indent: 2 }).replace(/\n$/, '');
}

function scalar(text: string, style = 0): YamlNode {
  return createNode('scalar', { value: text, style });
}

/** Base64 in lines of 70 characters when it is longer than one. */
function binaryNode(text: string): YamlNode {
  const encoded = base64(encodeUtf8(text));
  const lines = encoded.match(/.{1,70}/g) ?? [];
  const isLong = encoded.length >= BASE64_LINE;
  return createNode('scalar', {
    value: isLong ? lines.map(line => `${line}\n`).join('') : encoded,
    tag: '!!binary',
    style: Style.Tagged | (isLong ? Style.Literal : 0),
  });
}

function stringNode(text: string): YamlNode {
  if (hasRawBytes(text)) {
    return binaryNode(text);
  }
  if (text.includes('\n')) {
    return createNode('scalar', {
      value: text,
      tag: '!!str',
      style: Style.Literal,
    });
  }
  const { tag } = resolveScalar(scalar(text));
  const isPlain =
    tag === '!!str' && !BASE_60.test(text) && !OLD_BOOLEAN.test(text);
  return createNode('scalar', {
    value: text,
    tag: '!!str',
    style: isPlain ? 0 : Style.Double,
  });
}

function floatText(value: number): string {
  if (Number.isNaN(value)) {
    return '.nan';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '.inf' : '-.inf';
  }
  return formatFloat(value, 'g');
}

function nodeOf(value: GoValue): YamlNode {
  switch (typeof value) {
    case 'string':
      return stringNode(value);
    case 'boolean':
      return scalar(String(value));
    case 'number':
      return scalar(floatText(value));
    case 'undefined':
      return scalar('null');
    default:
      return value === null ? scalar('null') : objectNode(value);
  }
}

function objectNode(value: object & GoValue): YamlNode {
  if (value instanceof GoInt) {
    return value.type === GoTypes.duration
      ? scalar(formatDuration(value.value))
      : scalar(value.value.toString());
  }
  if (value instanceof GoComplex) {
    throw new GoError('cannot marshal type: complex128');
  }
  if (value instanceof GoNamedString) {
    return stringNode(value.text);
  }
  const map = mapOf(value);
  if (map) {
    return value instanceof GoMap && value.isNil
      ? emptyNode('mapping')
      : mappingNode(map, sortedNaturally(map));
  }
  const elements = elementsOf(value);
  if (elements) {
    return value instanceof GoSlice && value.isNil
      ? emptyNode('sequence')
      : sequenceNode(elements);
  }
  if (value instanceof GoTime) {
    return scalar(value.format(TIME_LAYOUT));
  }
  if (value instanceof GoObject && value.json) {
    return nodeOf(value.json());
  }
  const fields = value instanceof GoObject ? value.fields : new Map();
  const names = Array.from(fields.keys());
  return mappingNode(
    new Map(names.map(name => [name.toLowerCase(), fields.get(name)])),
    names.map(name => name.toLowerCase()),
  );
}

function emptyNode(kind: 'mapping' | 'sequence'): YamlNode {
  return createNode(kind, { style: Style.Flow });
}

function sequenceNode(elements: readonly GoValue[]): YamlNode {
  return elements.length === 0
    ? emptyNode('sequence')
    : createNode('sequence', { content: elements.map(nodeOf) });
}

function mappingNode(
  map: ReadonlyMap<string, GoValue>,
  keys: readonly string[],
): YamlNode {
  return keys.length === 0
    ? emptyNode('mapping')
    : createNode('mapping', {
        content: keys.flatMap(key => [stringNode(key), nodeOf(map.get(key))]),
      });
}

function sortedNaturally(map: ReadonlyMap<string, GoValue>): string[] {
  return Array.from(map.keys()).sort(compareNaturally);
}
