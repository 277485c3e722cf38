import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { KeyService, MasterKey } from '@backstage-gitops/sops';

/** Access keys of AWS; the machine's own identity is used without them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How AWS KMS is reached. */
export interface AwsKmsOptions {
  readonly credentials?: AwsCredentials;
  /** URL that takes the place of the region's own. */
  readonly endpoint?: string;
}

function regionOf({ fields }: MasterKey): string {
  const region = /^arn:aws[\w-]*:kms:([a-z0-9-]+):/.exec(fields.arn ?? '')?.[1];
  if (!region) throw new Error('the ARN of the KMS key names no region');
  return region;
}

/** Opens data keys with AWS KMS, as the role that the document names. */
export function awsKmsService(options: AwsKmsOptions = {}): KeyService {
  return {
    kinds: ['kms'],
    async decrypt(key) {
      const { role, arn } = key.fields;
      const region = regionOf(key);
      const client = new KMSClient({
        region,
        endpoint: options.endpoint,
        credentials: role
          ? fromTemporaryCredentials({
              masterCredentials: options.credentials,
              params: { RoleArn: role, RoleSessionName: 'sops' },
              clientConfig: { region },
            })
          : options.credentials,
      });
      try {
        const { Plaintext: plaintext } = await client.send(
          new DecryptCommand({
            KeyId: arn,
            CiphertextBlob: Buffer.from(key.encrypted, 'base64'),
            EncryptionContext: { ...key.context },
          }),
        );
        if (!plaintext) throw new Error('the answer holds no plain text');
        return plaintext;
      } catch (cause) {
        throw new Error(
          `failed to decrypt sops data key with AWS KMS: ${
            (cause as Error).message
          }`,
          { cause },
        );
      } finally {
        client.destroy();
      }
    },
  };
}
