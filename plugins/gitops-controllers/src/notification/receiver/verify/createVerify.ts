import type { Call, Expected, Verified } from '../call';
import { verifyGcr } from '../oidc/verifyGcr';
import type { GoogleKeys } from '../oidc/verifyGcr';
import type { TokenIssuers } from '../oidc/TokenIssuers';
import { verifyOidc } from '../oidc/verifyOidc';
import { verifyCdevents } from './cdevents';
import { verifyBitbucket, verifyGitHub } from './github';
import { verifyAcr, verifyDockerHub, verifyQuay } from './registries';
import {
  verifyGeneric,
  verifyGitLab,
  verifyHarbor,
  verifyHmac,
  verifyNexus,
} from './tokens';

/** Verifies a call; rejects with a WebhookError. */
export type Verify = (
  call: Call,
  expected: Expected,
) => Verified | Promise<Verified>;

interface VerifyOptions {
  readonly issuers: TokenIssuers;
  readonly googleKeys: GoogleKeys;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The rule of each `spec.type`. */
export function createVerify({
  issuers,
  googleKeys,
  now,
}: VerifyOptions): Verify {
  const rules: Readonly<Record<Expected['spec']['type'], Verify>> = {
    generic: verifyGeneric,
    'generic-hmac': verifyHmac,
    'generic-oidc': (call, expected) =>
      verifyOidc(call, expected, issuers, now()),
    github: verifyGitHub,
    gitlab: verifyGitLab,
    bitbucket: verifyBitbucket,
    harbor: verifyHarbor,
    dockerhub: verifyDockerHub,
    quay: verifyQuay,
    gcr: (call, expected) =>
      verifyGcr(call, expected, { issuers, keys: googleKeys, nowMs: now() }),
    nexus: verifyNexus,
    acr: verifyAcr,
    cdevents: verifyCdevents,
  };
  return (call, expected) => rules[expected.spec.type](call, expected);
}
