/**
 * Backend plugin that hosts the GitOps controllers, and the host itself for
 * programs without a portal.
 *
 * @packageDocumentation
 */
export { gitopsControllersPlugin as default } from './plugin';
export { DEFAULT_HOST_OPTIONS, HostError, startControllers } from './host';
export type {
  ControllerHost,
  ControllerHostOptions,
  HostErrorCode,
  StartControllersInput,
} from './host';
