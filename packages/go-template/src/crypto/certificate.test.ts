import { Random } from '@backstage-gitops/random';
/** @jest-environment node */
import { createPrivateKey, X509Certificate } from 'crypto';
import { GoTemplateError } from '../errors';
import { TemplateSet } from '../exec/templateSet';
import { helmFunctions } from '../helm/helmFunctions';

const NOW = Date.UTC(2024, 1, 29);

function render(text: string): string {
  const set = new TemplateSet({
    functions: helmFunctions(),
    environment: { now: () => NOW, random: new Random(11).bytes },
  });
  set.parse('t', text);
  return set.execute('t', new Map());
}

/** PEM texts between the `|` that a template prints. */
function parts(text: string): string[] {
  return render(text).split('|');
}

describe('certificates', () => {
  it('of genCA are authorities that sign themselves', () => {
    const [pem, key] = parts(
      '{{ $ca := genCA "demo-ca" 365 }}{{ $ca.Cert }}|{{ $ca.Key }}',
    );
    const certificate = new X509Certificate(pem);
    expect(certificate.ca).toBe(true);
    expect(certificate.subject).toBe('CN=demo-ca');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBe(NOW);
    expect(Date.parse(certificate.validTo)).toBe(NOW + 365 * 86_400_000);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(
      2048,
    );
  });

  it('of genSignedCert are signed by their authority, with their names', () => {
    const [authority, pem] = parts(
      '{{ $k := genPrivateKey "ecdsa" }}{{ $ca := genCAWithKey "ca" 10 $k }}{{ $ca.Cert }}|' +
        '{{ (genSignedCertWithKey "web" (list "10.0.0.1" "::1") (list "web.local") 5 $ca (genPrivateKey "ed25519")).Cert }}',
    );
    const issuer = new X509Certificate(authority);
    const certificate = new X509Certificate(pem);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkHost('web.local')).toBe('web.local');
    expect(certificate.checkIP('10.0.0.1')).toBe('10.0.0.1');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(certificate.ca).toBe(false);
  });

  it('refuse a name that no certificate holds', () => {
    expect(() =>
      render(
        '{{ genSelfSignedCertWithKey "x" nil (list "é") 1 (genPrivateKey "ecdsa") }}',
      ),
    ).toThrow('x509: "é" cannot be encoded as an IA5String');
  });
});

describe('private keys', () => {
  it.each([
    ['ecdsa', 'ec'],
    ['ed25519', 'ed25519'],
  ])('of type %s are read by others', (type, name) => {
    const key = createPrivateKey(render(`{{ genPrivateKey "${type}" }}`));
    expect(key.asymmetricKeyType).toBe(name);
  });

  it('come from the host when it makes them', () => {
    const asked: number[] = [];
    const [, pem] = parts(
      '{{ $ca := genCA "a" 1 }}{{ $ca.Cert }}|{{ $ca.Key }}',
    );
    const set = new TemplateSet({
      functions: helmFunctions(),
      environment: {
        random: new Random(1).bytes,
        generateRsaKey: bits => {
          asked.push(bits);
          return pem;
        },
      },
    });
    set.parse('t', '{{ (genCA "b" 1).Key }}{{ genPrivateKey "rsa" }}');
    expect(set.execute('t', null)).toBe(pem + pem);
    expect(asked).toEqual([2048, 4096]);
  });

  it('cost steps while their primes are looked for', () => {
    const set = new TemplateSet({
      functions: helmFunctions(),
      environment: { random: new Random(3).bytes },
      limits: { maxSteps: 20_000 },
    });
    set.parse('t', '{{ genPrivateKey "rsa" }}');
    const failure = (() => {
      try {
        return set.execute('t', null);
      } catch (error) {
        return error;
      }
    })();
    expect((failure as GoTemplateError).code).toBe('LIMIT_STEPS');
  });
});
