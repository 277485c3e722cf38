export * from './StatusText';
