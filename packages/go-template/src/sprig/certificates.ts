import { decodeBase64 } from '../encoding/base64';
import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import {
  CertificateRequest,
  checkCertificate,
  createCertificate,
  Issuer,
} from '../crypto/certificate';
import { generateEcdsaKey, generateEd25519Key } from '../crypto/curveKeys';
import { generateDsaKeyPem } from '../crypto/dsaKey';
import { parseIpAddress } from '../crypto/ipAddress';
import { parsePrivateKey } from '../crypto/parsePrivateKey';
import { decodePem } from '../crypto/pem';
import type { PrivateKey } from '../crypto/privateKey';
import { generateRsaKey } from '../crypto/rsaKey';
import { printPlain } from '../format/printer';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoObject } from '../values/goObject';
import { GoType, GoTypes, namedType } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf } from '../values/reflect';
import { decodeUtf8 } from '../values/utf8';
import { Definitions, numberOf } from './define';
import { orElse } from './encodings';
import { randomBytes } from './random';

const CERTIFICATE = namedType('struct', 'sprig.certificate');
const DAY_MS = 86_400_000;
const CERTIFICATE_RSA_BITS = 2048;
const PRIVATE_KEY_RSA_BITS = 4096;
const { string, int, slice } = GoTypes;

function certificate(cert: string, key: string): GoObject {
  return new GoObject({
    type: CERTIFICATE,
    fields: new Map([
      ['Cert', cert],
      ['Key', key],
    ]),
  });
}

function bytesFrom(context: CallContext) {
  return (count: number) => randomBytes(count, context);
}

/** By the environment's maker of keys, or by its randomness. */
function newRsaKey(context: CallContext, bits: number): PrivateKey {
  const pem = context.environment.generateRsaKey?.(bits);
  return pem === undefined
    ? generateRsaKey(bits, bytesFrom(context), steps => context.spend(steps))
    : parsePrivateKey(pem);
}

function givenKey(pem: GoValue): PrivateKey {
  return orElse(
    () => parsePrivateKey(pem as string),
    error => {
      throw new GoError(`parsing private key: ${error.message}`);
    },
  );
}

function addressesOf(list: GoValue): Uint8Array[] {
  return (elementsOf(list) ?? []).map(item => {
    if (typeof item !== 'string') {
      throw new GoError(
        `error parsing ip: ${printPlain(item)} is not a string`,
      );
    }
    const address = parseIpAddress(item);
    if (!address) {
      throw new GoError(`error parsing ip: ${item}`);
    }
    return address;
  });
}

function dnsNamesOf(list: GoValue): string[] {
  return (elementsOf(list) ?? []).map(item => {
    if (typeof item !== 'string') {
      throw new GoError(
        `error processing alternate dns name: ${printPlain(
          item,
        )} is not a string`,
      );
    }
    return item;
  });
}

interface Names {
  readonly commonName: GoValue;
  readonly addresses?: GoValue;
  readonly dnsNames?: GoValue;
  readonly days: GoValue;
}

function requestOf(
  names: Names,
  isAuthority: boolean,
  context: CallContext,
): CertificateRequest {
  const now = context.environment.now?.() ?? 0;
  return {
    commonName: names.commonName as string,
    addresses: addressesOf(names.addresses),
    dnsNames: dnsNamesOf(names.dnsNames),
    notBeforeMs: now,
    notAfterMs: now + numberOf(names.days) * DAY_MS,
    isAuthority,
    serial: randomBytes(16, context),
  };
}

function issue(request: CertificateRequest, key: PrivateKey, issuer: Issuer) {
  return certificate(createCertificate(request, key, issuer), key.pem);
}

/** The authority's certificate and key out of `genCA`'s result. */
function issuerOf(authority: GoValue): Issuer {
  const fields = (authority as GoObject).fields;
  const block = decodePem(fields.get('Cert') as string);
  if (!block) {
    throw new GoError('unable to decode certificate');
  }
  orElse(
    () => checkCertificate(block.bytes),
    error => {
      throw new GoError(
        `error parsing certificate: decodedSignerCert.Bytes: ${error.message}`,
      );
    },
  );
  const key = orElse(
    () => parsePrivateKey(fields.get('Key') as string),
    error => {
      throw new GoError(`error parsing private key: ${error.message}`);
    },
  );
  return { key, certificate: block.bytes };
}

type KeySource = (pem: GoValue, context: CallContext) => PrivateKey;

/** A maker with its key generated, and its twin that takes the key as PEM. */
function twins(
  name: string,
  params: readonly GoType[],
  make: (
    args: readonly GoValue[],
    key: PrivateKey,
    context: CallContext,
  ) => GoValue,
): Definitions {
  const define = (types: readonly GoType[], keyOf: KeySource) =>
    new GoFunction(types, undefined, (args, context) =>
      make(args, keyOf(args[params.length], context), context),
    );
  return {
    [name]: define(params, (_, context) =>
      newRsaKey(context, CERTIFICATE_RSA_BITS),
    ),
    [`${name}WithKey`]: define([...params, string], givenKey),
  };
}

const authorities = twins('genCA', [string, int], (args, key, context) => {
  const [commonName, days] = args;
  const request = requestOf({ commonName, days }, true, context);
  return issue(request, key, { key });
});

const selfSigned = twins(
  'genSelfSignedCert',
  [string, slice, slice, int],
  ([commonName, addresses, dnsNames, days], key, context) => {
    const names = { commonName, addresses, dnsNames, days };
    return issue(requestOf(names, false, context), key, { key });
  },
);

const signed = twins(
  'genSignedCert',
  [string, slice, slice, int, CERTIFICATE],
  ([commonName, addresses, dnsNames, days, authority], key, context) => {
    const issuer = issuerOf(authority);
    const names = { commonName, addresses, dnsNames, days };
    return issue(requestOf(names, false, context), key, issuer);
  },
);

function privateKeyPem(type: string, context: CallContext): string {
  const random = bytesFrom(context);
  const spend = (steps: number) => context.spend(steps);
  switch (type) {
    case '':
    case 'rsa':
      return newRsaKey(context, PRIVATE_KEY_RSA_BITS).pem;
    case 'dsa':
      return generateDsaKeyPem(random, spend);
    case 'ecdsa':
      return generateEcdsaKey(random).pem;
    case 'ed25519':
      return generateEd25519Key(random).pem;
    default:
      return `Unknown type ${type}`;
  }
}

function decoded(text: GoValue, what: string): string {
  return orElse(
    () => decodeUtf8(decodeBase64(text as string)),
    () => {
      throw new GoError(`unable to decode base64 ${what}`);
    },
  );
}

function customCertificate(encodedCert: GoValue, encodedKey: GoValue) {
  const cert = decoded(encodedCert, 'certificate');
  const key = decoded(encodedKey, 'private key');
  const block = decodePem(cert);
  if (!block) {
    throw new GoError('unable to decode certificate');
  }
  orElse(
    () => checkCertificate(block.bytes),
    error => {
      throw new GoError(
        `error parsing certificate: decodedCert.Bytes: ${error.message}`,
      );
    },
  );
  orElse(
    () => parsePrivateKey(key),
    error => {
      throw new GoError(`error parsing private key: ${error.message}`);
    },
  );
  return certificate(cert, key);
}

/** Sprig's functions that make keys and certificates. */
export const certificateFunctions: Definitions = {
  ...authorities,
  ...selfSigned,
  ...signed,
  genPrivateKey: goFunction('string', ([type], context) =>
    privateKeyPem(type as string, context),
  ),
  buildCustomCert: goFunction('string, string', ([cert, key]) =>
    customCertificate(cert, key),
  ),
};
