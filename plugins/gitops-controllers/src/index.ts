/**
 * Backend plugin that hosts the GitOps controllers, and the host itself for
 * programs without a portal.
 *
 * @packageDocumentation
 */
export { gitopsControllersPlugin as default } from './plugin';
export { CONTROLLERS } from './controllers';
export {
  DatabaseError,
  isServerUrl,
  LazyDatabase,
  openDatabase,
} from './database';
export {
  flagHelp,
  flagOptions,
  HostError,
  readFlagOptions,
  startControllers,
  storagePathOf,
} from './host';
export type {
  ComponentState,
  ComponentStatus,
  ControllerHost,
  ControllerHostOptions,
  FlagTexts,
  HostErrorCode,
  StartControllersInput,
} from './host';
