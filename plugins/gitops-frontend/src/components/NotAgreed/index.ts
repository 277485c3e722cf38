export * from './NotAgreed';
