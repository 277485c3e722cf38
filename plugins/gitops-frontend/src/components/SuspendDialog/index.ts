export * from './SuspendDialog';
