export * from './DeliveryFilters';
