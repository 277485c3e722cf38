export * from './ObjectList';
