import { HelmError, wrapError } from '../errors';
import { trimSpace } from '../text/trimSpace';
import { readYaml } from '../yaml/readYaml';
import { goTypeOfYaml } from '../yaml/goTypeOfYaml';
import { isTable, mergeMaps, type Values } from './values';
import type { GoValue } from '@backstage-gitops/go-template';

const SEPARATOR = '---';

/**
 * Reads a values file. Documents divided by `---` are laid over each other.
 * @throws HelmError - code VALUES: not YAML, or not a mapping
 */
export function readValues(text: string): Values {
  let values: Values = new Map();
  for (const document of splitDocuments(text)) {
    values = mergeMaps(values, readDocument(document));
  }
  return values;
}

/**
 * Reads values as the API of Helm does, not its command line: the first
 * document of a text alone.
 * @throws YamlError, HelmError - code VALUES; worded as sigs.k8s.io/yaml
 * @see helm.sh/helm/v4 pkg/chart/common, ReadValues
 */
export function readValuesDocument(text: string): Values {
  const value = readYaml(text, 'json') as GoValue;
  if (value === null) {
    return new Map();
  }
  if (!isTable(value)) {
    throw new HelmError(
      'VALUES',
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goTypeOfYaml(
        value,
      )} into Go value of type common.Values`,
    );
  }
  return value;
}

function readDocument(text: string): Values {
  let value: GoValue;
  try {
    value = readYaml(text, 'json') as GoValue;
  } catch (error) {
    throw wrapError(error, 'VALUES', 'cannot unmarshal yaml document');
  }
  if (value === null) {
    return new Map();
  }
  if (!isTable(value)) {
    throw new HelmError(
      'VALUES',
      `cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goTypeOfYaml(
        value,
      )} into Go value of type map[string]interface {}`,
    );
  }
  return value;
}

/** A text of several documents, or with line breaks of two characters. */
const NEEDS_SPLITTING = /^---|\r/m;

/** Lines from one `---` to the next; empty documents are dropped. */
function splitDocuments(text: string): string[] {
  if (!NEEDS_SPLITTING.test(text)) {
    return [text.endsWith('\n') ? text : `${text}\n`];
  }
  const documents: string[] = [];
  let lines: string[] = [];
  for (const line of linesOf(text)) {
    if (line.startsWith(SEPARATOR)) {
      requireSeparator(line);
      if (lines.length > 0) {
        documents.push(toText(lines));
        lines = [];
        continue;
      }
    }
    lines.push(line);
  }
  documents.push(toText(lines));
  return documents;
}

/** Lines without their ends; a final line break begins no further line. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function toText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function requireSeparator(line: string): void {
  const rest = trimSpace(line.slice(SEPARATOR.length));
  if (rest !== '' && !rest.startsWith('#')) {
    throw new HelmError(
      'VALUES',
      `error reading yaml document: invalid Yaml document separator: ${rest}`,
    );
  }
}
