/** What benchmarks/go-template needs, in one entry. */
export { caseSet } from './runCase';
export { readTypedData } from './typedData';
