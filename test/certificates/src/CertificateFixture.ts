import forge from 'node-forge';

/** A key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** Makes certificates for 127.0.0.1, all signed by one authority of its own. */
export class CertificateFixture {
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  private readonly authorityKeys = forge.pki.rsa.generateKeyPair(2048);
  private readonly subject = [{ name: 'commonName', value: 'Test authority' }];
  private serial = 1;

  constructor() {
    const certificate = this.unsigned(this.subject, this.authorityKeys);
    certificate.setExtensions([{ name: 'basicConstraints', cA: true }]);
    certificate.sign(this.authorityKeys.privateKey, forge.md.sha256.create());
    this.ca = forge.pki.certificateToPem(certificate);
  }

  /** @param hosts - names that it is valid for, beside the address */
  issue(commonName: string, hosts: readonly string[] = []): KeyPair {
    const keys = forge.pki.rsa.generateKeyPair(2048);
    const certificate = this.unsigned(
      [{ name: 'commonName', value: commonName }],
      keys,
    );
    certificate.setExtensions([
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          ...hosts.map(value => ({ type: 2, value })),
        ],
      },
    ]);
    certificate.sign(this.authorityKeys.privateKey, forge.md.sha256.create());
    return {
      key: forge.pki.privateKeyToPem(keys.privateKey),
      cert: forge.pki.certificateToPem(certificate),
    };
  }

  private unsigned(
    subject: forge.pki.CertificateField[],
    keys: forge.pki.rsa.KeyPair,
  ): forge.pki.Certificate {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = keys.publicKey;
    certificate.serialNumber = String(this.serial++).padStart(2, '0');
    certificate.validity.notBefore = new Date(Date.now() - 60_000);
    certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
    certificate.setSubject(subject);
    certificate.setIssuer(this.subject);
    return certificate;
  }
}
