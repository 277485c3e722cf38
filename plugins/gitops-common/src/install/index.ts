export { CONTROLLER_ACCOUNT, installManifests } from './manifests';
export type { Manifest, PolicyRule } from './manifests';
