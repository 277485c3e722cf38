import type { OciRepository } from '../reference/reference';

/** What to sign in to a registry with. */
export interface RegistryCredentials {
  readonly username?: string;
  readonly password?: string;
  /** Refresh token of an OAuth2 token server. */
  readonly identityToken?: string;
  /** Sent to the registry as it is, as a bearer token. */
  readonly registryToken?: string;
}

/** Credentials for a repository; undefined for anonymous access. */
export type CredentialSource = (
  repository: OciRepository,
) => RegistryCredentials | undefined;
