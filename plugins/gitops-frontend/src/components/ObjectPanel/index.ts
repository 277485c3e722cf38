export * from './ObjectPanel';
