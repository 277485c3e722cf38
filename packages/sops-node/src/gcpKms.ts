import type { KeyService } from '@backstage-gitops/sops';
import { GoogleAuth } from 'google-auth-library';

/** How Google Cloud KMS is reached. */
export interface GcpKmsOptions {
  /** JSON of a service account's key; the machine's own identity without it. */
  readonly credentialsJson?: string;
  /** Used in place of an identity. */
  readonly accessToken?: string;
  /** URL that takes the place of `https://cloudkms.googleapis.com`. */
  readonly endpoint?: string;
  /** Milliseconds for one request. Default: 30,000. */
  readonly timeoutMs?: number;
}

const ENDPOINT = 'https://cloudkms.googleapis.com';
const RESOURCE =
  /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/;

async function accessToken(options: GcpKmsOptions): Promise<string> {
  if (options.accessToken) return options.accessToken;
  const auth = new GoogleAuth({
    scopes: ['https://www.googleapis.com/auth/cloudkms'],
    credentials: options.credentialsJson
      ? JSON.parse(options.credentialsJson)
      : undefined,
  });
  const token = await auth.getAccessToken();
  if (!token) throw new Error('there is no Google Cloud identity');
  return token;
}

/** Opens data keys with Google Cloud KMS. */
export function gcpKmsService(options: GcpKmsOptions = {}): KeyService {
  return {
    kinds: ['gcp_kms'],
    async decrypt(key) {
      const resource = key.fields.resource_id ?? '';
      if (!RESOURCE.test(resource)) {
        throw new Error(`"${resource}" is not the name of a GCP KMS key`);
      }
      const response = await fetch(
        `${options.endpoint ?? ENDPOINT}/v1/${resource}:decrypt`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${await accessToken(options)}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ ciphertext: key.encrypted }),
          signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
        },
      );
      const answer = (await response.json().catch(() => ({}))) as {
        plaintext?: string;
        error?: { message?: string };
      };
      if (!response.ok || answer.plaintext === undefined) {
        throw new Error(
          `failed to decrypt sops data key with GCP KMS: ${response.status} ${
            answer.error?.message ?? response.statusText
          }`,
        );
      }
      return Buffer.from(answer.plaintext, 'base64');
    },
  };
}
