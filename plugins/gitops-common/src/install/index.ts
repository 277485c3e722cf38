export { CONTROLLER_ACCOUNT, installManifests } from './manifests';
export type { Manifest } from './manifests';
