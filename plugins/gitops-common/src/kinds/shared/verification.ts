import { t } from '../schema';
import { localRef } from './references';

const identity = t.object(
  'A signer; both expressions must match its certificate.',
  {
    issuer: t.string('Go regexp for the issuer of the OIDC token.'),
    subject: t.string('Go regexp for the subject of the OIDC token.'),
  },
);

/** Field `matchOIDCIdentity` of keyless verification. */
export const matchOidcIdentity = t.array(
  'Signers that are trusted by keyless verification; one match is enough.',
  identity,
);

/** Fields of every `verify` of an OCI artifact. */
export const ociVerification = {
  provider: t.oneOf(
    'Tool that made the signature.',
    ['cosign', 'notation'] as const,
    { default: 'cosign' },
  ),
  secretRef: t.optional(
    localRef(
      'Secret with the public keys or certificates that are trusted; keyless without it.',
    ),
  ),
} as const;
