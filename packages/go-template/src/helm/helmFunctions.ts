import { sprigFunctions } from '../sprig/sprigFunctions';
import { goFunction } from '../values/goFunction';
import type { FunctionMap } from '../values/goFunction';
import { controlFunctions } from './controlFunctions';
import { documentFunctions } from './documentFunctions';

const functions: FunctionMap = new Map([
  ...sprigFunctions(),
  ...Object.entries(controlFunctions),
  ...Object.entries(documentFunctions),
  ['getHostByName', goFunction('string', () => '', 'string')],
]);

/**
 * Sprig without env and expandenv, and Helm's own functions: include, tpl,
 * required, fail, lookup, toYaml, fromYaml, … `getHostByName` answers "".
 */
export function helmFunctions(): FunctionMap {
  return functions;
}
