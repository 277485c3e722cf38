import { GoInt, type GoValue } from '@backstage-gitops/go-template';
import { DEFAULT_CAPABILITIES } from '../capabilities/capabilities';
import { loadChart } from '../chart/loadChart';
import { messageOf } from '../errors';
import { renderChart } from '../render/renderChart';
import { formatIndex } from '../repository/formatIndex';
import { readIndex } from '../repository/readIndex';
import {
  parseSet,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
} from '../strvals/parseSet';
import { readValues } from '../values/readValues';
import type { Values } from '../values/values';

/** Lines for one flag of the --set family. */
export interface SetQuestion {
  readonly flag: string;
  readonly lines: readonly string[];
}

/** A chart's files and the values file of its user. */
export interface ValuesQuestion {
  readonly files: Readonly<Record<string, string>>;
  readonly values: string;
}

const READERS: Readonly<
  Record<string, (text: string, values: Values) => Values>
> = {
  set: parseSet,
  'set-string': parseSetString,
  'set-json': parseSetJson,
  'set-literal': parseSetLiteral,
  'set-file': (text, values) => parseSetFile(text, values, path => `<${path}>`),
};

/** What `helm-engine set` of test/oracle answers, from this package. */
export function answerSet({ flag, lines }: SetQuestion): unknown {
  try {
    let values: Values = new Map();
    for (const line of lines) {
      values = READERS[flag](line, values);
    }
    return { values: describe(values) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** What `helm-engine values` of test/oracle answers, from this package. */
export function answerValues({ files, values }: ValuesQuestion): unknown {
  try {
    const encoder = new TextEncoder();
    const chart = loadChart(
      new Map(
        Object.entries(files).map(([path, text]) => [
          path,
          encoder.encode(text),
        ]),
      ),
    );
    const { manifests } = renderChart(
      chart,
      readValues(values),
      { name: 'rel', namespace: 'ns' },
      DEFAULT_CAPABILITIES,
    );
    return {
      rendered: Object.fromEntries(
        manifests.map(({ path, content }) => [path, content.trim()]),
      ),
    };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** Values with their Go types, as the Go program describes them. */
function describe(value: GoValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries(
      [...value].map(([key, item]) => [key, describe(item)]),
    );
  }
  if (Array.isArray(value)) {
    return value.map(describe);
  }
  if (value instanceof GoInt) {
    return `${value.type.name} ${value.value}`;
  }
  switch (typeof value) {
    case 'boolean':
      return `bool ${value}`;
    case 'number':
      return `float64 ${Object.is(value, -0) ? '-0' : value}`;
    case 'string':
      return `string ${value}`;
    default:
      return null;
  }
}

/** The text of an index.yaml. */
export interface IndexQuestion {
  readonly text: string;
}

/** What `helm-engine index` of test/oracle answers, from this package. */
export function answerIndex({ text }: IndexQuestion): unknown {
  try {
    return { json: formatIndex(readIndex(text)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
