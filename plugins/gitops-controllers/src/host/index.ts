export { HostError } from './errors';
export type { HostErrorCode } from './errors';
export { DEFAULT_HOST_OPTIONS } from './options';
export type { ControllerHostOptions } from './options';
export { startControllers } from './startControllers';
export type { ControllerHost, StartControllersInput } from './startControllers';
