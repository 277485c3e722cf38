export * from './RevisionText';
