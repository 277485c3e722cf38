import {
  decodeUtf8,
  GoMap,
  GoObject,
  GoTypes,
  goFunction,
  goStrings,
  namedType,
  type GoValue,
} from '@backstage-gitops/go-template';
import { marshal } from '@backstage-gitops/go-yaml';
import type { ChartFile } from '../chart/chart';
import { base64Encode } from '../text/base64Encode';
import { globMatcher } from '../text/globMatcher';

const FILES = namedType('map', 'engine.files', GoTypes.bytes);
const NO_BYTES = new Uint8Array();

/** `.Files`: a map from name to bytes with Get, GetBytes, Glob, AsConfig, AsSecrets and Lines. */
export function toFilesObject(files: readonly ChartFile[]): GoObject {
  return filesObject(new Map(files.map(({ name, data }) => [name, data])));
}

function filesObject(files: ReadonlyMap<string, Uint8Array>): GoObject {
  const bytesOf = (name: GoValue) => files.get(name as string) ?? NO_BYTES;
  return new GoObject({
    type: FILES,
    underlying: new GoMap(GoTypes.bytesMap, files),
    methods: {
      GetBytes: goFunction('string', ([name]) => bytesOf(name)),
      Get: goFunction('string', ([name]) => decodeUtf8(bytesOf(name))),
      Glob: goFunction('string', ([pattern]) =>
        filesObject(filterFiles(files, pattern as string)),
      ),
      AsConfig: goFunction('', () => toYamlByName(files, decodeUtf8)),
      AsSecrets: goFunction('', () => toYamlByName(files, base64Encode)),
      Lines: goFunction('string', ([name]) =>
        goStrings(linesOf(bytesOf(name))),
      ),
    },
  });
}

function filterFiles(
  files: ReadonlyMap<string, Uint8Array>,
  pattern: string,
): Map<string, Uint8Array> {
  const matches = globMatcher(pattern);
  return new Map([...files].filter(([name]) => matches(name)));
}

/** YAML of the contents under the files' base names; the final newline is left out. */
function toYamlByName(
  files: ReadonlyMap<string, Uint8Array>,
  encode: (data: Uint8Array) => string,
): string {
  const contents: Record<string, string> = Object.create(null);
  for (const [path, data] of files) {
    contents[path.slice(path.lastIndexOf('/') + 1)] = encode(data);
  }
  return marshal(contents).replace(/\n$/, '');
}

function linesOf(data: Uint8Array): string[] {
  return data.length === 0
    ? []
    : decodeUtf8(data).replace(/\n$/, '').split('\n');
}
