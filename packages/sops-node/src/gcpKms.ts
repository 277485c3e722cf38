import type { KeyService } from '@backstage-gitops/sops';
import { GoogleAuth } from 'google-auth-library';
import { askJson } from './askJson';

/** How Google Cloud KMS is reached. */
export interface GcpKmsOptions {
  /**
   * JSON of a service account's key, or of a user's; the machine's own identity
   * without it. Others name files, commands or addresses to ask, and are
   * refused.
   */
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

interface KmsAnswer {
  readonly plaintext?: string;
  readonly error?: { readonly message?: string };
}

/** Credentials that hold the secret themselves. */
const INLINE_TYPES: readonly unknown[] = ['service_account', 'authorized_user'];

/** @throws Error - no JSON, or credentials that are to be got from elsewhere */
function parseCredentials(json: string): object {
  let credentials: unknown;
  try {
    credentials = JSON.parse(json);
  } catch {
    throw new Error('the Google Cloud credentials are not JSON');
  }
  const { type } = Object(credentials);
  if (!INLINE_TYPES.includes(type)) {
    throw new Error(
      `Google Cloud credentials of type "${type}" are refused; give those of type ${INLINE_TYPES.join(
        ' or ',
      )}`,
    );
  }
  return credentials as object;
}

async function accessToken(options: GcpKmsOptions): Promise<string> {
  if (options.accessToken) return options.accessToken;
  const auth = new GoogleAuth({
    scopes: ['https://www.googleapis.com/auth/cloudkms'],
    credentials: options.credentialsJson
      ? parseCredentials(options.credentialsJson)
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
      const response = await askJson<KmsAnswer>({
        url: `${options.endpoint ?? ENDPOINT}/v1/${resource}:decrypt`,
        method: 'POST',
        headers: { authorization: `Bearer ${await accessToken(options)}` },
        body: { ciphertext: key.encrypted },
        timeoutMs: options.timeoutMs,
      });
      const { answer } = response;
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
