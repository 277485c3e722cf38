export { CertificateFixture } from './CertificateFixture';
export type { KeyPair } from './CertificateFixture';
