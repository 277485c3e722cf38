export * from './DeliveryActionBar';
