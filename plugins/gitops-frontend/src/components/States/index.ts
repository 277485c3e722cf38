export * from './DeliveriesSkeleton';
export * from './EmptyDeliveries';
export * from './RefusedDeliveries';
