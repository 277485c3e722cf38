/**
 * Key services of SOPS that need a network.
 *
 * @packageDocumentation
 */
export { awsKmsService } from './awsKms';
export type { AwsCredentials, AwsKmsOptions } from './awsKms';
export { azureKeyVaultService } from './azureKeyVault';
export type {
  AzureCredential,
  AzureKeyVaultOptions,
  AzureServicePrincipal,
} from './azureKeyVault';
export { gcpKmsService } from './gcpKms';
export type { GcpKmsOptions } from './gcpKms';
export { vaultTransitService } from './vaultTransit';
export type { VaultTransitOptions } from './vaultTransit';
