import { decodeUtf8, type GoValue } from '@backstage-gitops/go-template';
import { marshal } from '@backstage-gitops/go-yaml';
import type { Chart, ChartFile } from '../chart/chart';
import { HelmError, messageOf } from '../errors';
import { goTypeOfYaml } from '../yaml/goTypeOfYaml';
import { isTable, mergeMaps, type Values } from '../values/values';
import { readYaml } from '../yaml/readYaml';

const VALUES_FILE = 'values.yaml';

/** Values files laid over each other. */
export interface MergedValues {
  readonly values: Values;
  /** The files that exist, as they were named. */
  readonly files: readonly string[];
}

/** What {@link mergeValuesFiles} is given. */
export interface MergeValuesOptions {
  /** Names of the files; a later one wins. */
  readonly files: readonly string[];
  /** Whether files that don't exist are passed over. */
  readonly ignoreMissing: boolean;
  /** Content of a file by its name: bytes, or values that are read already. */
  readonly read: (name: string) => Uint8Array | Values | undefined;
  /** Text of the error about a file that is missing. */
  readonly describeMissing?: (name: string) => string;
}

/**
 * Lays values files over each other, tables key by key.
 * @throws HelmError - VALUES: one is missing, or is no mapping
 */
export function mergeValuesFiles(options: MergeValuesOptions): MergedValues {
  const { files, ignoreMissing, read } = options;
  const { describeMissing = missingText } = options;
  let values: Values = new Map();
  const found: string[] = [];
  for (const name of files) {
    const content = read(name);
    if (content === undefined && !ignoreMissing) {
      throw new HelmError('VALUES', describeMissing(name));
    }
    if (content !== undefined) {
      values = mergeMaps(values, toValues(content, name));
      found.push(name);
    }
  }
  return { values, files: found };
}

function missingText(name: string): string {
  return `no values file found at path '${name}'`;
}

function toValues(content: Uint8Array | Values, name: string): Values {
  if (content instanceof Map) {
    return content;
  }
  try {
    return requireTable(readYaml(decodeUtf8(content), 'json') as GoValue);
  } catch (cause) {
    throw new HelmError(
      'VALUES',
      `unmarshaling values from '${name}' failed: ${messageOf(cause)}`,
      { cause },
    );
  }
}

function requireTable(value: GoValue): Values {
  if (value === null) {
    return new Map();
  }
  if (isTable(value)) {
    return value;
  }
  throw new HelmError(
    'VALUES',
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goTypeOfYaml(
      value,
    )} into Go value of type map[string]interface {}`,
  );
}

/**
 * A chart with other default values: its values.yaml is written anew, with
 * sorted keys.
 * @returns undefined when values.yaml has these bytes already
 * @throws HelmError - VALUES: the chart has no values.yaml
 * @see Flux: source-controller, `OverwriteChartDefaultValues`
 */
export function withDefaultValues(
  chart: Chart,
  values: Values,
): Chart | undefined {
  const text = values.size > 0 ? marshal(values) : '';
  const data = new TextEncoder().encode(text);
  const old = chart.raw.find(file => file.name === VALUES_FILE);
  if (!old) {
    throw new HelmError(
      'VALUES',
      `failed to locate values file: ${VALUES_FILE}`,
    );
  }
  if (isEqual(old.data, data)) {
    return undefined;
  }
  const replace = (file: ChartFile) =>
    file.name === VALUES_FILE ? { ...file, data } : file;
  return { ...chart, values, raw: chart.raw.map(replace) };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
