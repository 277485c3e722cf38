import type { FunctionMap } from '../values/goFunction';

/**
 * Sprig without env and expandenv, with Helm's own functions: include, tpl,
 * required, fail, lookup, toYaml, fromYaml, … getHostByName answers "".
 */
export declare function helmFunctions(): FunctionMap;
