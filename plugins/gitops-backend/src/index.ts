/**
 * Backend plugin: the portal API of the GitOps plugins.
 *
 * @packageDocumentation
 */
export { gitopsPlugin as default } from './plugin';
