export {
  CONFIG_INDEX,
  configIndexValue,
  configsOfKubeConfig,
  ConfigWatcher,
} from './ConfigWatcher';
export { textsOfSecret } from './textsOfSecret';
