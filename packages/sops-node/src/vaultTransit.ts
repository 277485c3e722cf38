import type { KeyService } from '@backstage-gitops/sops';

/** How HashiCorp Vault or OpenBao is reached. */
export interface VaultTransitOptions {
  readonly token: string;
  readonly namespace?: string;
  /** URL that takes the place of the one in the document. */
  readonly address?: string;
  /** Milliseconds for one request. Default: 30,000. */
  readonly timeoutMs?: number;
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
      const response = await fetch(
        `${address.replace(/\/+$/, '')}/v1/${engine}/decrypt/${name}`,
        {
          method: 'PUT',
          redirect: 'error',
          headers: {
            'x-vault-token': options.token,
            'x-vault-request': 'true',
            ...(options.namespace && {
              'x-vault-namespace': options.namespace,
            }),
          },
          body: JSON.stringify({ ciphertext: encrypted }),
          signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
        },
      );
      const answer = (await response.json().catch(() => ({}))) as {
        data?: { plaintext?: string };
        errors?: string[];
      };
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
