export * from './NoObjects';
export * from './ObjectsSkeleton';
export * from './RefusedState';
