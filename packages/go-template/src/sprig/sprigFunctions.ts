import type { FunctionMap } from '../values/goFunction';
import { caseFunctions } from './caseFunctions';
import { defaultFunctions } from './defaults';
import { dictFunctions } from './dicts';
import { encodingFunctions } from './encodings';
import { listFunctions } from './lists';
import { numberFunctions } from './numbers';
import { stringFunctions } from './strings';

const functions: FunctionMap = new Map(
  [
    stringFunctions,
    caseFunctions,
    defaultFunctions,
    listFunctions,
    dictFunctions,
    numberFunctions,
    encodingFunctions,
  ].flatMap(definitions => Object.entries(definitions)),
);

/**
 * The functions of Sprig v3 for text templates, without those that read the
 * process or the network: env, expandenv and getHostByName.
 */
export function sprigFunctions(): FunctionMap {
  return functions;
}
