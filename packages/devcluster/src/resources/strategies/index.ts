export { strategyOf } from './strategyOf';
