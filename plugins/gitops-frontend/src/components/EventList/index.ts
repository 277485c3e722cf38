export * from './EventList';
