import { headerOf } from '../call';
import type { Call, Expected, Verified } from '../call';
import { parseMediaType } from '../mediaType';
import { WebhookError } from '../WebhookError';
import { requireEvent } from './events';
import { requireSignature } from './signatures';

/** Percent signs without two hexadecimal digits, and semicolons, are refused. */
function isForm(text: string): boolean {
  return !text.includes(';') && !/%(?![0-9a-fA-F]{2})/.test(text);
}

/** The JSON of a body, which may be the field `payload` of a form. */
function payloadOf({ body }: Call, type: string | undefined): Buffer {
  if (type === 'application/json') return body;
  const text = body.toString('latin1');
  if (type === 'application/x-www-form-urlencoded' && isForm(text)) {
    return Buffer.from(new URLSearchParams(text).get('payload') ?? '');
  }
  throw new WebhookError(
    'payload',
    'the content type is neither JSON nor a form that can be read',
  );
}

/**
 * A body that is signed as GitHub does: `X-Hub-Signature-256`, else
 * `X-Hub-Signature`.
 * @throws WebhookError - `unauthorized`, `payload`
 */
function verifyHubSignature(call: Call, { token }: Expected): Buffer {
  const signature =
    headerOf(call, 'X-Hub-Signature-256') || headerOf(call, 'X-Hub-Signature');
  const payload = payloadOf(
    call,
    parseMediaType(headerOf(call, 'Content-Type')),
  );
  if (token.length > 0 || signature !== '') {
    requireSignature(signature, call.body, token);
  }
  return payload;
}

/** Type `github`. */
export function verifyGitHub(call: Call, expected: Expected): Verified {
  const body = verifyHubSignature(call, expected);
  const event = headerOf(call, 'X-GitHub-Event');
  requireEvent(event, expected.spec.events);
  return { body, about: event };
}

/** Type `bitbucket`: Bitbucket Server, which signs as GitHub does. */
export function verifyBitbucket(call: Call, expected: Expected): Verified {
  const body = verifyHubSignature(call, expected);
  const event = headerOf(call, 'X-Event-Key');
  requireEvent(event, expected.spec.events);
  return { body, about: event };
}
