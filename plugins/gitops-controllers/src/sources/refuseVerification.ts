import { FETCH_FAILED, SOURCE_VERIFIED, SourceReason } from './conditions';
import { stalled } from './failures';
import type { SourceContext, SourceObject } from './SourceObject';

/** A source whose content may be asked to have a signature. */
interface VerifiableSource extends SourceObject {
  spec: SourceObject['spec'] & { readonly verify?: object };
}

/**
 * Content whose signature is asked for is never stored unverified.
 * @param action - what does not happen: `fetched`
 * @throws StalledError - VerificationError
 */
export function refuseVerification<T extends VerifiableSource>(
  { conditions, object }: SourceContext<T>,
  action: 'fetched' | 'pulled',
): void {
  if (!object.spec.verify) {
    conditions.delete(SOURCE_VERIFIED);
    return;
  }
  const reason = SourceReason.verificationError;
  const message = `signature verification is not supported yet; nothing is ${action}`;
  conditions.set(SOURCE_VERIFIED, 'False', reason, message);
  throw stalled(FETCH_FAILED, reason, message);
}
