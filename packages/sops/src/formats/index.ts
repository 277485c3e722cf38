import { dotenvStore } from './dotenv';
import { Format, Store } from './format';
import { iniStore } from './ini';
import { binaryStore, jsonStore } from './json';
import { yamlStore } from './yaml';

export { formatForPath } from './format';
export type { Format } from './format';

/** The store of each format. */
export const STORES: Readonly<Record<Format, Store>> = {
  yaml: yamlStore,
  json: jsonStore,
  dotenv: dotenvStore,
  ini: iniStore,
  binary: binaryStore,
};
