import { createHash, createHmac } from 'crypto';
import type { IncomingMessage } from 'http';
import { SignatureV4 } from '@smithy/signature-v4';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Check =
  | { readonly kind: 'valid'; readonly signedMs: number }
  | { readonly kind: 'refused'; readonly code: string };

/** Hash of the signer, by Node.js. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', secret as NodeJS.ArrayBufferView | string);
  }

  update(bytes: Uint8Array | string): void {
    this.#hash.update(bytes);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/;

function timeOf(stamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (!match) return NaN;
  const [year, month, ...rest] = match.slice(1).map(Number);
  const [day, hours, minutes, seconds] = rest;
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}

/** Signs a request again as it came and compares, as a server of S3 does. */
export async function checkSignature(
  { headers, method = 'GET', url = '/' }: IncomingMessage,
  { accessKeyId, secretAccessKey }: Keys,
): Promise<Check> {
  const { authorization = '' } = headers;
  const match = FORM.exec(authorization);
  if (!match) return { kind: 'refused', code: 'AccessDenied' };
  const [, givenId, region, signedHeaders] = match;
  if (givenId !== accessKeyId) {
    return { kind: 'refused', code: 'InvalidAccessKeyId' };
  }
  const signed = signedHeaders.split(';');
  const signedMs = timeOf(String(headers['x-amz-date']));
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: 's3',
    sha256: Sha256 as never,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const again = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: String(headers.host),
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: Object.fromEntries(
        signed.map(name => [name, String(headers[name])]),
      ),
    },
    { signingDate: new Date(signedMs), signableHeaders: new Set(signed) },
  );
  return again.headers.authorization === authorization
    ? { kind: 'valid', signedMs }
    : { kind: 'refused', code: 'SignatureDoesNotMatch' };
}
