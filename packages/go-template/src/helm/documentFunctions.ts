import { weighing } from '../exec/weigh';
import { readJson } from '../encoding/decodeJson';
import { encodeJson } from '../encoding/encodeJson';
import { decodeToml } from '../encoding/decodeToml';
import { encodeToml } from '../encoding/encodeToml';
import { decodeYaml, encodeYaml } from '../encoding/yaml';
import { encodeYamlPretty } from '../encoding/yamlPretty';
import { GoError } from '../errors';
import { Definitions } from '../sprig/define';
import { orElse } from '../sprig/encodings';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoMap, GoSlice } from '../values/goCollections';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';

type Read = (text: string) => GoValue;
type Write = (value: GoValue) => string;

/** Reads a document into a dict; a fault becomes its key `Error`. */
function dictReader(read: Read): GoFunction {
  return goFunction('string', ([text]) =>
    orElse<GoValue>(
      () => read(text as string),
      error => new Map([['Error', error.message]]),
    ),
  );
}

/** Reads a document into a list; a fault becomes its only element. */
function listReader(read: Read): GoFunction {
  return goFunction('string', ([text]) =>
    orElse<GoValue>(
      () => read(text as string),
      error => [error.message],
    ),
  );
}

function lenientWriter(write: Write): GoFunction {
  return goFunction(
    'any',
    ([value]) =>
      orElse(
        () => write(value),
        () => '',
      ),
    'string',
  );
}

function strictWriter(write: Write): GoFunction {
  return goFunction('any', ([value]) => write(value), 'string');
}

function jsonTypeOf(value: GoValue): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  if (value instanceof Map) {
    return 'object';
  }
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go's json.Unmarshal into a map; a number out of range leaves the rest. */
function dictOfJson(text: string): GoValue {
  const { value, fault } = readJson(text);
  if (value === null) {
    return new GoMap(GoTypes.map, [], true);
  }
  const dict = value instanceof Map ? value : mismatch(value, GoTypes.map.name);
  return fault ? dict.set('Error', fault.message) : dict;
}

/** Go's json.Unmarshal into a list. */
function listOfJson(text: string): GoValue {
  const { value, fault } = readJson(text);
  if (value === null) {
    return new GoSlice(GoTypes.slice, [], true);
  }
  if (!Array.isArray(value)) {
    return mismatch(value, GoTypes.slice.name);
  }
  return fault ? [fault.message] : value;
}

/** A YAML document that holds nothing leaves the empty dict or list as it is. */
function dictOfYaml(text: string): GoValue {
  const value = decodeYaml(text) ?? new Map();
  return value instanceof Map ? value : mismatch(value, GoTypes.map.name);
}

function listOfYaml(text: string): GoValue {
  const value = decodeYaml(text) ?? [];
  return Array.isArray(value) ? value : mismatch(value, GoTypes.slice.name);
}

function mismatch(value: GoValue, wanted: string): never {
  throw new GoError(
    `json: cannot unmarshal ${jsonTypeOf(
      value,
    )} into Go value of type ${wanted}`,
  );
}

function yamlMismatch(read: Read): Read {
  return text =>
    orElse(
      () => read(text),
      error => {
        throw error.message.startsWith('json: ')
          ? new GoError(
              `error unmarshaling JSON: while decoding JSON: ${error.message}`,
            )
          : error;
      },
    );
}

const toJson: Write = value => encodeJson(value, { escapeHtml: true });

/** Helm's functions that read and write YAML, JSON and TOML. */
export const documentFunctions: Definitions = {
  ...weighing(
    {
      toYaml: lenientWriter(encodeYaml),
      mustToYaml: strictWriter(encodeYaml),
      toJson: lenientWriter(toJson),
      mustToJson: strictWriter(toJson),
    },
    'pass',
  ),
  ...weighing({
    toYamlPretty: strictWriter(encodeYamlPretty),
    fromYaml: dictReader(yamlMismatch(dictOfYaml)),
    fromYamlArray: listReader(yamlMismatch(listOfYaml)),
    fromJson: dictReader(dictOfJson),
    fromJsonArray: listReader(listOfJson),
    toToml: goFunction(
      'any',
      ([value]) => {
        if (value === null || value === undefined) {
          throw new GoError(
            'reflect: call of reflect.Value.Type on zero Value',
          );
        }
        return orElse(
          () => encodeToml(value),
          error => error.message,
        );
      },
      'string',
    ),
    fromToml: dictReader(decodeToml),
  }),
};
