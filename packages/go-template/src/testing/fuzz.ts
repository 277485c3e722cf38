/** What scripts/fuzz.mjs needs, in one entry. */
export { countingFunctions } from './countCalls';
export { runCase } from './runCase';
