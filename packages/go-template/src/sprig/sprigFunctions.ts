import type { FunctionMap } from '../values/goFunction';

/** The functions of Sprig v3 (TxtFuncMap) without env, expandenv and getHostByName. */
export declare function sprigFunctions(): FunctionMap;
