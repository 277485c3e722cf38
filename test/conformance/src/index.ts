export { Api } from './Api';
export type { ApiObject, ApiReply, PatchType, WatchEvent } from './Api';
export { cases } from './cases';
export { expectEqual, expectFault, expectStatus, ownership } from './expect';
export { runCases } from './runCases';
export type { Tally } from './runCases';
export type { ConformanceCase, Target } from './Target';
