/** An issuer of tokens on loopback, with its discovery document and keys. */
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

const encode = value =>
  Buffer.from(
    typeof value === 'string' ? value : JSON.stringify(value),
  ).toString('base64url');

function makeKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** @returns its address, `sign` and `close` */
export async function startIssuer() {
  const [key, other] = [makeKey(), makeKey()];
  const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: 'k1' };
  const server = createServer((request, response) => {
    const documents = {
      '/.well-known/openid-configuration': {
        issuer: url,
        jwks_uri: `${url}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/keys': { keys: [{ ...jwk, alg: 'RS256', use: 'sig' }] },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(documents[request.url] ?? {}));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}`;
  const sign = (claims, how = '') => {
    const alg = /^(none|HS256|RS512)$/.test(how) ? how : 'RS256';
    const kid = { 'unknown-key': 'k2', 'no-key': undefined };
    const head = { alg, kid: how in kid ? kid[how] : 'k1' };
    const text = `${encode(head)}.${encode({ iss: url, ...claims })}`;
    if (alg === 'none') return `${text}.`;
    if (alg === 'HS256') {
      const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
      const mac = createHmac('sha256', secret).update(text);
      return `${text}.${mac.digest('base64url')}`;
    }
    const { privateKey } = how === 'other-key' ? other : key;
    const signer = createSign(alg.replace('RS', 'RSA-SHA')).update(text);
    return `${text}.${signer.sign(privateKey, 'base64url')}`;
  };
  const close = () => new Promise(done => server.close(done));
  return { url, sign, close };
}
