export * from './actions';
export * from './deliveries';
export * from './paths';
export * from './stream';
