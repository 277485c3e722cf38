export * from './Section';
export * from './sections';
