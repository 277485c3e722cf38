import { headerOf } from '../call';
import type { Call, Expected, Verified } from '../call';
import {
  decodeFirstObject,
  decodeObject,
  fieldOf,
  readField,
} from '../decodeJson';
import { WebhookError } from '../WebhookError';
import { bearerOf, readToken, requireSigned, secondsOf } from './jwt';
import type { TokenIssuers } from './TokenIssuers';

/** Where Google keeps its keys, by the algorithm that they are for. */
export interface GoogleKeys {
  readonly RS256: string;
  readonly ES256: string;
}

/** @see Google Cloud: "Verify the Google-signed ID token on your server side" */
export const GOOGLE_KEYS: GoogleKeys = {
  RS256: 'https://www.googleapis.com/oauth2/v3/certs',
  ES256: 'https://www.gstatic.com/iap/verify/public_key-jwk',
};

const ISSUERS = ['accounts.google.com', 'https://accounts.google.com'];
const { text, time, object } = readField;

function refuse(message: string): WebhookError {
  return new WebhookError('unauthorized', message);
}

function requireKey({ secret }: Expected, name: string): string {
  const value = secret[name]?.toString('utf8') ?? '';
  if (value !== '') return value;
  throw new WebhookError(
    'secret',
    `the Secret of a Receiver of type gcr needs the key ${name}`,
  );
}

/** @throws WebhookError - `unauthorized` */
async function requireGoogleToken(
  call: Call,
  expected: Expected,
  { issuers, keys, nowMs }: GcrContext,
): Promise<void> {
  const email = requireKey(expected, 'email');
  const audience = requireKey(expected, 'audience');
  const token = readToken(bearerOf(headerOf(call, 'Authorization')));
  const { aud, iss, exp } = token.claims;
  const isListed = typeof iss === 'string' && ISSUERS.includes(iss);
  if (!isListed) throw refuse('the token is not of Google');
  if (aud !== audience) throw refuse('the token is for another audience');
  const expires = secondsOf(exp);
  if (expires === undefined || Math.floor(nowMs / 1000) > expires) {
    throw refuse('the token has expired');
  }
  if (token.claims.email !== email)
    throw refuse('the token is of another email');
  if (token.claims.email_verified !== true) {
    throw refuse('the email of the token is not verified');
  }
  const { algorithm, keyId } = token;
  if (algorithm !== 'RS256' && algorithm !== 'ES256') {
    throw refuse('the token is not signed by RS256 or ES256');
  }
  if (keyId === undefined) throw refuse('the token names no key');
  const signers = await issuers.keys(keys[algorithm], keyId);
  await requireSigned(token, signers, [algorithm]);
}

/** The event that a message of Pub/Sub wraps: what expressions read as `req`. */
function unwrap(body: Buffer) {
  const what = 'the message of Pub/Sub';
  const message =
    fieldOf(decodeFirstObject(body, what), 'message', object) ?? {};
  fieldOf(message, 'messageId', text);
  fieldOf(message, 'publishTime', time);
  fieldOf(message, 'subscription', text);
  const data = fieldOf(message, 'data', text) ?? '';
  const bytes = Buffer.from(data, 'base64');
  const event = decodeObject(bytes, 'the event of the registry');
  return {
    action: fieldOf(event, 'action', text) ?? '',
    digest: fieldOf(event, 'digest', text) ?? '',
    tag: fieldOf(event, 'tag', text) ?? '',
  };
}

/** What {@link verifyGcr} asks. */
interface GcrContext {
  readonly issuers: TokenIssuers;
  readonly keys: GoogleKeys;
  readonly nowMs: number;
}

/**
 * Type `gcr`: a push of Pub/Sub with a token of Google for the email and the
 * audience of the Secret.
 * @throws WebhookError - `secret`, `unauthorized`, `payload`
 */
export async function verifyGcr(
  call: Call,
  expected: Expected,
  context: GcrContext,
): Promise<Verified> {
  await requireGoogleToken(call, expected, context);
  const event = unwrap(call.body);
  return { body: Buffer.from(JSON.stringify(event)), about: event.tag };
}
