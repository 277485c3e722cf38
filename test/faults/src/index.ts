export { FaultProxy } from './FaultProxy';
export type { Upstream } from './FaultProxy';
export { randomFaults } from './Fault';
export type { ChooseFault, Fault, SeenRequest } from './Fault';
export { runFaults } from './runFaults';
export type { FaultOptions } from './runFaults';
export type { TrialServer } from './Trial';
export { runReplicas } from './runReplicas';
