import type { YamlNode } from '@backstage-gitops/go-yaml';
import { sha256 } from '@noble/hashes/sha2.js';
import { toValue, type JsonValue } from '../resources/toValue';
import { fieldOf, getField } from '../resources/tree';
import { goJson } from './goJson';
import { nodeJson } from './nodeJson';

/**
 * The ten letters that kustomize puts behind the name of a ConfigMap or
 * Secret: SHA-256 of its kind, name and data as JSON, without letters that
 * could spell words.
 */
export function contentHash(node: YamlNode): string {
  switch (fieldOf(node, 'kind')?.value) {
    case 'ConfigMap':
      return encodeHash(goJson(configMapContent(node)));
    case 'Secret':
      return encodeHash(goJson(secretContent(node)));
    default:
      return encodeHash(nodeJson(node));
  }
}

function configMapContent(node: YamlNode): JsonValue {
  const binaryData = valueAt(node, 'binaryData');
  return {
    kind: 'ConfigMap',
    name: nameValue(node),
    data: valueAt(node, 'data'),
    ...(isMap(binaryData) ? { binaryData } : {}),
  };
}

function secretContent(node: YamlNode): JsonValue {
  const stringData = valueAt(node, 'stringData');
  return {
    kind: 'Secret',
    type: valueAt(node, 'type'),
    name: nameValue(node),
    data: valueAt(node, 'data'),
    ...(isMap(stringData) ? { stringData } : {}),
  };
}

/** kustomize looks for a field literally called `metadata/name`, so that the name never counts. */
function nameValue(node: YamlNode): JsonValue {
  return valueAt(node, 'metadata/name');
}

function isMap(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

function valueAt(node: YamlNode, field: string): JsonValue {
  const value = getField(node, field);
  if (value === undefined) return '';
  if (value.kind === 'scalar') return value.value;
  const data = toValue(value);
  return Array.isArray(data) ? null : floats(data);
}

/** Numbers as Go reads JSON into an interface: all of them are float64. */
function floats(value: JsonValue): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(floats);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, floats(field)]),
  );
}

const REPLACED: Readonly<Record<string, string>> = {
  '0': 'g',
  '1': 'h',
  '3': 'k',
  a: 'm',
  e: 't',
};

function encodeHash(text: string): string {
  const bytes = sha256(new TextEncoder().encode(text)).subarray(0, 5);
  const hex = Array.from(bytes, byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return hex.replace(/[013ae]/g, letter => REPLACED[letter]);
}
