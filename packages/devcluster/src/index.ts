export { startDevCluster } from './startDevCluster';
export type { DevCluster, DevClusterOptions } from './startDevCluster';
export { SIMULATE_ANNOTATION } from './simulator/annotation';
export { startPodSimulator } from './simulator/startPodSimulator';
export type { PodSimulatorOptions } from './simulator/startPodSimulator';
