/**
 * Decryption of SOPS documents.
 *
 * @packageDocumentation
 */
export { decrypt, isEncrypted } from './decrypt';
export type { Decrypted, DecryptOptions } from './decrypt';
export type { MacState } from './decryptTree';
export { SopsError } from './errors';
export type { SopsErrorCode } from './errors';
export { formatForPath } from './formats';
export type { Format } from './formats';
export { ageKeyService } from './keys/age';
export type { KeyService } from './keys/keyService';
export { pgpKeyService } from './keys/pgp';
export type { MasterKey, MasterKeyKind } from './metadata';
