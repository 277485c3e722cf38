export * from './ObjectFilters';
