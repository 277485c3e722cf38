export * from './DeliveryList';
export * from './sourceTrouble';
