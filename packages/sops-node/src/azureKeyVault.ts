import type { KeyService } from '@backstage-gitops/sops';
import {
  ClientSecretCredential,
  DefaultAzureCredential,
} from '@azure/identity';
import { CryptographyClient } from '@azure/keyvault-keys';
import type { CryptographyClientOptions } from '@azure/keyvault-keys';

/** What an Azure credential can do; every one of `@azure/identity` fits. */
export interface AzureCredential {
  getToken(
    scopes: string | string[],
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** An application of Entra ID with its secret. */
export interface AzureServicePrincipal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How Azure Key Vault is reached; by the machine's own identity if not said. */
export interface AzureKeyVaultOptions {
  readonly credential?: AzureCredential;
  readonly servicePrincipal?: AzureServicePrincipal;
  /** URL that takes the place of the vault's. */
  readonly endpoint?: string;
  /** PEM of a CA that the endpoint's certificate is checked with. */
  readonly ca?: string;
}

function credentialOf(options: AzureKeyVaultOptions): AzureCredential {
  if (options.credential) return options.credential;
  if (!options.servicePrincipal) return new DefaultAzureCredential();
  const { tenantId, clientId, clientSecret } = options.servicePrincipal;
  return new ClientSecretCredential(tenantId, clientId, clientSecret);
}

const PUBLIC_VAULT = /\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)$/;

/**
 * Opens data keys with Azure Key Vault. A document may name any URL as its
 * vault, so without an endpoint only those of Azure are asked: they get a
 * token.
 */
export function azureKeyVaultService(
  options: AzureKeyVaultOptions = {},
): KeyService {
  return {
    kinds: ['azure_kv'],
    async decrypt({ fields, encrypted }) {
      const vault = new URL(options.endpoint ?? fields.vault_url ?? '');
      const isOfAzure =
        vault.protocol === 'https:' && PUBLIC_VAULT.test(vault.hostname);
      if (!options.endpoint && !isOfAzure) {
        throw new Error(`${vault.origin} is not a vault of Azure`);
      }
      const id = new URL(`/keys/${fields.name}/${fields.version}`, vault);
      const clientOptions: CryptographyClientOptions & {
        tlsOptions?: { ca: string };
      } = {
        disableChallengeResourceVerification: options.endpoint !== undefined,
        ...(options.ca && { tlsOptions: { ca: options.ca } }),
      };
      const client = new CryptographyClient(
        id.toString(),
        credentialOf(options),
        clientOptions,
      );
      try {
        const { result } = await client.decrypt(
          'RSA-OAEP-256',
          Buffer.from(encrypted, 'base64url'),
        );
        return result;
      } catch (cause) {
        throw new Error(
          `failed to decrypt sops data key with Azure Key Vault: ${
            (cause as Error).message
          }`,
          { cause },
        );
      }
    },
  };
}
