export * from './DeliveryPanel';
export * from './DeliverySummary';
