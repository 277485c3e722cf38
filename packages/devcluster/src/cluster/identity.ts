import { generateKeyPairSync, randomBytes } from 'crypto';
import forge from 'node-forge';

const YEARS = 10;
const RSA_BITS = 2048;

/** What identifies a cluster across restarts: keys, certificates and the administrator's token. */
export interface Identity {
  /** PEM. */
  readonly caCertificate: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
  /** PEM; signs service account tokens. */
  readonly signingKey: string;
  readonly adminToken: string;
}

/** A new certificate authority with a server certificate for loopback. */
export function createIdentity(now: Date): Identity {
  const authority = newKeys();
  const server = newKeys();
  const caSubject = [{ name: 'commonName', value: 'devcluster-ca' }];
  const ca = certificate(authority.publicKey, caSubject, now);
  ca.setIssuer(caSubject);
  ca.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    {
      name: 'keyUsage',
      keyCertSign: true,
      digitalSignature: true,
      cRLSign: true,
      critical: true,
    },
  ]);
  ca.sign(authority.privateKey, forge.md.sha256.create());
  const leaf = certificate(
    server.publicKey,
    [{ name: 'commonName', value: 'kube-apiserver' }],
    now,
  );
  leaf.setIssuer(caSubject);
  leaf.setExtensions([
    {
      name: 'keyUsage',
      digitalSignature: true,
      keyEncipherment: true,
      critical: true,
    },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'localhost' },
        { type: 2, value: 'kubernetes.default.svc' },
        { type: 7, ip: '127.0.0.1' },
        { type: 7, ip: '::1' },
      ],
    },
  ]);
  leaf.sign(authority.privateKey, forge.md.sha256.create());
  return {
    caCertificate: forge.pki.certificateToPem(ca),
    serverCertificate: forge.pki.certificateToPem(leaf),
    serverKey: server.pem,
    signingKey: server.pem,
    adminToken: randomBytes(24).toString('base64url'),
  };
}

function certificate(
  publicKey: forge.pki.rsa.PublicKey,
  subject: forge.pki.CertificateField[],
  now: Date,
): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  made.serialNumber = `01${randomBytes(15).toString('hex')}`;
  made.validity.notBefore = new Date(now.getTime() - 3600_000);
  made.validity.notAfter = new Date(
    now.getTime() + YEARS * 365 * 24 * 3600_000,
  );
  made.setSubject(subject);
  return made;
}

/** Node makes the keys (fast, native); forge only writes certificates with them. */
function newKeys(): {
  publicKey: forge.pki.rsa.PublicKey;
  privateKey: forge.pki.rsa.PrivateKey;
  pem: string;
} {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    publicKey: forge.pki.publicKeyFromPem(pair.publicKey),
    privateKey: forge.pki.privateKeyFromPem(
      pair.privateKey,
    ) as forge.pki.rsa.PrivateKey,
    pem: pair.privateKey,
  };
}

/** A kubeconfig (YAML) for the administrator. */
export function kubeconfigFor(url: string, identity: Identity): string {
  const ca = Buffer.from(identity.caCertificate).toString('base64');
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- name: devcluster',
    '  cluster:',
    `    server: ${url}`,
    `    certificate-authority-data: ${ca}`,
    'users:',
    '- name: admin',
    '  user:',
    `    token: ${identity.adminToken}`,
    'contexts:',
    '- name: devcluster',
    '  context:',
    '    cluster: devcluster',
    '    user: admin',
    'current-context: devcluster',
    '',
  ].join('\n');
}
