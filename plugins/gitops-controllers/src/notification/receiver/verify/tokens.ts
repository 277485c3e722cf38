import { createHmac } from 'crypto';
import { headerOf } from '../call';
import type { Call, Expected, Verified } from '../call';
import { decodeObject, fieldOf, readField } from '../decodeJson';
import { WebhookError } from '../WebhookError';
import { requireEvent } from './events';
import {
  equalInConstantTime,
  headerBytes,
  requireSignature,
  requireToken,
} from './signatures';

/** Type `generic`: who knows the path may call. */
export function verifyGeneric({ body }: Call): Verified {
  return { body };
}

/** Type `generic-hmac`: `X-Signature: sha256=<hex>`. */
export function verifyHmac(call: Call, { token }: Expected): Verified {
  requireSignature(headerOf(call, 'X-Signature'), call.body, token);
  return { body: call.body };
}

/** Type `gitlab`: the token as it stands. */
export function verifyGitLab(call: Call, { token, spec }: Expected): Verified {
  requireToken(headerOf(call, 'X-Gitlab-Token'), token, 'X-Gitlab-Token');
  const event = headerOf(call, 'X-Gitlab-Event');
  requireEvent(event, spec.events);
  return { body: call.body, about: event };
}

/** Type `harbor`: the token as it stands. */
export function verifyHarbor(call: Call, { token }: Expected): Verified {
  requireToken(headerOf(call, 'Authorization'), token, 'Authorization');
  return { body: call.body };
}

/** Type `nexus`: HMAC with SHA-1 in lower-case hexadecimal. */
export function verifyNexus(
  { headers, body }: Call,
  { token }: Expected,
): Verified {
  const name = 'X-Nexus-Webhook-Signature';
  const signature = headerOf({ headers }, name);
  const expected = createHmac('sha1', token).update(body).digest('hex');
  if (!equalInConstantTime(headerBytes(signature), Buffer.from(expected))) {
    throw new WebhookError(
      'unauthorized',
      `the header ${name} is not the signature of the body`,
    );
  }
  const payload = decodeObject(body, 'the event of Nexus');
  fieldOf(payload, 'action', readField.text);
  const about = fieldOf(payload, 'repositoryName', readField.text);
  return { body, about };
}
