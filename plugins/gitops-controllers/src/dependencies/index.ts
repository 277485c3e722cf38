export { dependenciesOf, keyOf } from './DependentObject';
export { TERMINAL_FAILURE } from './readyExpression';
export { sortByDependency } from './sortByDependency';
export { DEPENDENCY_INDEX, watchDependencies } from './watchDependencies';
export { whyConditionNotReady, whyDependenciesNotReady } from './whyNotReady';
