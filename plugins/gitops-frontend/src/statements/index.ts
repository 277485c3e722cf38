export * from './wordStatement';
