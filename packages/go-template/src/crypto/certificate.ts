import { sha256 } from '@noble/hashes/sha2.js';
import { GoError } from '../errors';
import { quoteGo } from '../format/quote';
import { encodeUtf8, isAscii } from '../values/utf8';
import {
  concatBytes,
  der,
  derBits,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  DER_TAGS,
  numberOfBytes,
  readChildren,
  readDer,
} from './der';
import { encodePem } from './pem';
import type { PrivateKey } from './privateKey';

/** What a certificate says. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Addresses as 4 or 16 bytes. */
  readonly addresses: readonly Uint8Array[];
  readonly dnsNames: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly isAuthority: boolean;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
}

/** Who signs: the key, and the certificate of the authority unless it signs itself. */
export interface Issuer {
  readonly key: PrivateKey;
  readonly certificate?: Uint8Array;
}

const OIDS = {
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  basicConstraints: '2.5.29.19',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
  alternativeName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
};
const TRUE = Uint8Array.of(0x01, 0x01, 0xff);
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
const KEY_ID_LENGTH = 20;

function nameOf(commonName: string): Uint8Array {
  if (commonName === '') {
    return derSequence();
  }
  const tag = PRINTABLE.test(commonName)
    ? DER_TAGS.printableString
    : DER_TAGS.utf8String;
  const attribute = derSequence(
    derOid(OIDS.commonName),
    der(tag, encodeUtf8(commonName)),
  );
  return derSequence(der(DER_TAGS.set, attribute));
}

/** UTCTime up to 2049, GeneralizedTime after it. */
function timeOf(milliseconds: number): Uint8Array {
  const digits = new Date(milliseconds)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[^0-9]/g, '');
  const year = Number(digits.slice(0, 4));
  return year < 2050
    ? der(DER_TAGS.utcTime, encodeUtf8(`${digits.slice(2)}Z`))
    : der(DER_TAGS.generalizedTime, encodeUtf8(`${digits}Z`));
}

function extension(
  oid: string,
  value: Uint8Array,
  isCritical = false,
): Uint8Array {
  return derSequence(
    derOid(oid),
    ...(isCritical ? [TRUE] : []),
    derOctets(value),
  );
}

function keyUsage(isAuthority: boolean): Uint8Array {
  return isAuthority
    ? derBits(Uint8Array.of(0xa4), 2)
    : derBits(Uint8Array.of(0xa0), 5);
}

function alternativeNames(request: CertificateRequest): Uint8Array {
  const wrong = request.dnsNames.find(name => !isAscii(name));
  if (wrong !== undefined) {
    throw new GoError(
      `error creating certificate: x509: ${quoteGo(
        wrong,
      )} cannot be encoded as an IA5String`,
    );
  }
  return derSequence(
    ...request.dnsNames.map(name => der(0x82, encodeUtf8(name))),
    ...request.addresses.map(address => der(0x87, address)),
  );
}

function extensions(
  request: CertificateRequest,
  key: PrivateKey,
  authorityKeyId: Uint8Array | undefined,
): Uint8Array {
  const { isAuthority } = request;
  const list = [
    extension(OIDS.keyUsage, keyUsage(isAuthority), true),
    extension(
      OIDS.extendedKeyUsage,
      derSequence(derOid(OIDS.serverAuth), derOid(OIDS.clientAuth)),
    ),
    extension(
      OIDS.basicConstraints,
      isAuthority ? derSequence(TRUE) : derSequence(),
      true,
    ),
  ];
  if (isAuthority) {
    const id = sha256(key.publicKeyBits).subarray(0, KEY_ID_LENGTH);
    list.push(extension(OIDS.subjectKeyId, derOctets(id)));
  }
  if (authorityKeyId) {
    const value = derSequence(der(0x80, authorityKeyId));
    list.push(extension(OIDS.authorityKeyId, value));
  }
  if (request.dnsNames.length + request.addresses.length > 0) {
    const isCritical = request.commonName === '';
    list.push(
      extension(OIDS.alternativeName, alternativeNames(request), isCritical),
    );
  }
  return der(0xa3, derSequence(...list));
}

/** Subject and key identifier of an authority's certificate. */
function readIssuer(certificate: Uint8Array) {
  const [body] = readChildren(certificate);
  const fields = readDer(body.content);
  const start = fields[0].tag === 0xa0 ? 1 : 0;
  const list = fields.find(({ tag }) => tag === 0xa3);
  const oid = String(derOid(OIDS.subjectKeyId));
  const found = list
    ? readChildren(list.content).find(
        item => String(readDer(item.content)[0].whole) === oid,
      )
    : undefined;
  const value = found && readDer(found.content).slice(-1)[0].content;
  return {
    subject: fields[start + 4].whole,
    keyId: value && readDer(value)[0].content,
  };
}

/**
 * Checks that bytes are an X.509 certificate.
 * @throws GoError - they are not
 */
export function checkCertificate(bytes: Uint8Array): void {
  try {
    readIssuer(bytes);
  } catch {
    throw new GoError('x509: malformed certificate');
  }
}

/**
 * Makes a certificate for `key`, as PEM.
 * @throws GoError - a DNS name outside ASCII
 */
export function createCertificate(
  request: CertificateRequest,
  key: PrivateKey,
  issuer: Issuer,
): string {
  const subject = nameOf(request.commonName);
  const parent = issuer.certificate && readIssuer(issuer.certificate);
  const issuerName = parent?.subject ?? subject;
  const isSelfIssued = String(issuerName) === String(subject);
  const body = derSequence(
    der(0xa0, derInteger(2n)),
    derInteger(numberOfBytes(request.serial)),
    issuer.key.signatureAlgorithm,
    issuerName,
    derSequence(timeOf(request.notBeforeMs), timeOf(request.notAfterMs)),
    subject,
    key.publicKeyInfo,
    extensions(request, key, isSelfIssued ? undefined : parent?.keyId),
  );
  const bytes = concatBytes(
    derSequence(
      body,
      issuer.key.signatureAlgorithm,
      derBits(issuer.key.sign(body)),
    ),
  );
  return encodePem({ type: 'CERTIFICATE', bytes });
}
