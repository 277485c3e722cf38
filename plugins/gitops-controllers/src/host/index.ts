export { HostError } from './errors';
export type { HostErrorCode } from './errors';
export { storagePathOf, storagePrefixOf } from './openStorage';
export { readConfigOptions } from './options/readConfigOptions';
export {
  flagHelp,
  flagOptions,
  readFlagOptions,
} from './options/readFlagOptions';
export type { FlagTexts } from './options/readFlagOptions';
export type { ControllerHostOptions } from './options/resolveOptions';
export { startControllers } from './startControllers';
export type {
  ComponentStatus,
  ControllerHost,
  StartControllersInput,
} from './startControllers';
export type { ComponentState } from './ComponentRunner';
