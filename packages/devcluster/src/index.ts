export { startDevCluster } from './startDevCluster';
export type { DevCluster, DevClusterOptions } from './startDevCluster';
