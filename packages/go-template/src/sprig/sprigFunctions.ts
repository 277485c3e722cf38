import type { FunctionMap } from '../values/goFunction';
import { caseFunctions } from './caseFunctions';
import { certificateFunctions } from './certificates';
import { dateFunctions } from './dates';
import { defaultFunctions } from './defaults';
import { digestFunctions } from './digests';
import { dictFunctions } from './dicts';
import { encodingFunctions } from './encodings';
import { listFunctions } from './lists';
import { numberFunctions } from './numbers';
import { pathFunctions } from './paths';
import { randomFunctions } from './random';
import { regexFunctions } from './regex';
import { secretFunctions } from './secrets';
import { stringFunctions } from './strings';
import { urlFunctions } from './urls';
import { versionFunctions } from './versions';

const functions: FunctionMap = new Map(
  [
    stringFunctions,
    caseFunctions,
    defaultFunctions,
    listFunctions,
    dictFunctions,
    numberFunctions,
    encodingFunctions,
    digestFunctions,
    dateFunctions,
    pathFunctions,
    randomFunctions,
    regexFunctions,
    urlFunctions,
    certificateFunctions,
    secretFunctions,
    versionFunctions,
  ].flatMap(definitions => Object.entries(definitions)),
);

/**
 * The functions of Sprig v3 for text templates, without those that read the
 * process or the network: env, expandenv and getHostByName.
 */
export function sprigFunctions(): FunctionMap {
  return functions;
}
