import { pgpSigner, sshSigner } from '@backstage-gitops/git';
import type { CommitSigner } from '@backstage-gitops/git';
import type { TransientError } from '@backstage-gitops/kube';
import type { ImageUpdateAutomationSpec } from '@backstage-gitops/plugin-gitops-common';
import { readSecret } from '../../../sources';
import type { SecretData } from '../../../sources';
import type { ImageUpdateAutomationContext } from '../types';

type GitSpec = NonNullable<ImageUpdateAutomationSpec['git']>;

/** Signs commits with the key of a Secret. */
export interface Signer extends CommitSigner {
  /** Of the Secret, for messages. */
  readonly secret: string;
}

function signerOf(
  type: 'gpg' | 'ssh',
  data: SecretData,
): CommitSigner | undefined {
  const key = type === 'gpg' ? data['git.asc'] : data.identity;
  if (key === undefined) return undefined;
  const passphrase = type === 'gpg' ? data.passphrase : data.password;
  const options = passphrase === undefined ? { key } : { key, passphrase };
  return type === 'gpg' ? pgpSigner(options) : sshSigner(options);
}

/**
 * The key that `spec.git.commit.signingKey` names.
 * @returns undefined where it names none
 * @param failed - makes the failure of a Secret that is missing or lacks the key
 */
export async function resolveSigner(
  ctx: ImageUpdateAutomationContext,
  { commit }: GitSpec,
  failed: (why: string, cause?: unknown) => TransientError,
): Promise<Signer | undefined> {
  if (!commit.signingKey) return undefined;
  const { secretRef, type = 'gpg' } = commit.signingKey;
  const { name } = secretRef;
  const data = await readSecret(ctx, name).catch(error => {
    const { message } = error as Error;
    throw failed(`could not find signing key secret '${name}': ${message}`);
  });
  const signer = signerOf(type, data);
  if (signer) return { sign: payload => signer.sign(payload), secret: name };
  const key = type === 'gpg' ? "a 'git.asc'" : "an 'identity'";
  throw failed(`signing key secret '${name}' does not contain ${key} key`);
}
