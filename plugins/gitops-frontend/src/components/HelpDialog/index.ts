export * from './HelpDialog';
