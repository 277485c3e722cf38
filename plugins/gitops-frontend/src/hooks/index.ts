export * from './useActions';
export * from './useDeliveries';
export * from './useEntityName';
export * from './useKeys';
export * from './useNow';
export * from './useViewState';
