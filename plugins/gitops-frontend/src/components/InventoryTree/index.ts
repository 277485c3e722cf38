export * from './InventoryTree';
