export * from './ReleaseHistory';
