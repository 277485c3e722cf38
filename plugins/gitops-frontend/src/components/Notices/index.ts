export * from './Notices';
