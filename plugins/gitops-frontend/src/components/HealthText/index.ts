export * from './healthText';
