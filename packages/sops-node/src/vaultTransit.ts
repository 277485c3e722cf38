import type { NetworkPolicy } from '@backstage-gitops/http';
import type { KeyService } from '@backstage-gitops/sops';
import { askJson } from './askJson';

/** How HashiCorp Vault or OpenBao is reached. */
export interface VaultTransitOptions {
  readonly token: string;
  readonly namespace?: string;
  /** URL that takes the place of the one in the document. */
  readonly address?: string;
  /** Where the address may lead. Default: that of `@backstage-gitops/http`. */
  readonly network?: NetworkPolicy;
  /** Milliseconds for one request. Default: 30,000. */
  readonly timeoutMs?: number;
}

interface VaultAnswer {
  readonly data?: { readonly plaintext?: string };
  readonly errors?: readonly string[];
}

const PATH_PART = /^[\w.-]+(\/[\w.-]+)*$/;

/** Opens data keys with the transit engine of Vault or OpenBao. */
export function vaultTransitService(options: VaultTransitOptions): KeyService {
  return {
    kinds: ['hc_vault'],
    async decrypt({ fields, encrypted }) {
      const address = options.address ?? fields.vault_address ?? '';
      const { engine_path: engine = '', key_name: name = '' } = fields;
      if (!PATH_PART.test(engine) || !PATH_PART.test(name)) {
        throw new Error('engine_path and key_name must be plain path parts');
      }
      const response = await askJson<VaultAnswer>({
        url: `${address.replace(/\/+$/, '')}/v1/${engine}/decrypt/${name}`,
        method: 'PUT',
        headers: {
          'x-vault-token': options.token,
          'x-vault-request': 'true',
          ...(options.namespace && { 'x-vault-namespace': options.namespace }),
        },
        body: { ciphertext: encrypted },
        network: options.network,
        timeoutMs: options.timeoutMs,
      });
      const { answer } = response;
      if (!response.ok || answer.data?.plaintext === undefined) {
        throw new Error(
          `failed to decrypt sops data key from Vault transit backend: ${
            response.status
          } ${answer.errors?.join(', ') ?? response.statusText}`,
        );
      }
      return Buffer.from(answer.data.plaintext, 'base64');
    },
  };
}
