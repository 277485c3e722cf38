const HELM_CHART = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const FLUX_LAYER = 'application/vnd.cncf.flux.content.v1.tar+gzip';
const MISSING = `sha256:${'0'.repeat(64)}`;

/** `spec` by name of the OCIRepositories that are compared. */
export function makeObjects({ plain, basic, token }) {
  const at = ({ host }, rest, spec = {}) => ({
    ...{ url: `oci://${host}/${rest}`, interval: '10m' },
    ...spec,
  });
  const man = spec => at(plain, 'org/man', spec);
  const copy = tag => at(plain, 'org/copy', { ref: { tag } });
  const ref = { tag: 'v1' };
  const extract = { mediaType: FLUX_LAYER, operation: 'extract' };
  const closed = spec => at(token, 'org/copy', { ref, ...spec });
  const secure = spec =>
    at(basic, 'org/copy', {
      ...{ ref, secretRef: { name: 'login' } },
      ...spec,
    });
  return {
    tag: man({ ref, insecure: true }),
    loopback: man({ ref }),
    'no-latest': man(),
    semver: man({ ref: { semver: '*' } }),
    prerelease: man({ ref: { semver: '>=1.0.0-0' } }),
    filtered: man({ ref: { semver: '*', semverFilter: '^1\\.0' } }),
    'bad-filter': man({ ref: { semver: '*', semverFilter: '(' } }),
    'bad-range': man({ ref: { semver: 'x y' } }),
    'no-match': man({ ref: { semver: '>=9' } }),
    'no-tags': at(plain, 'org/none', { ref: { semver: '*' } }),
    'no-digest': man({ ref: { digest: MISSING } }),
    'bad-digest': man({ ref: { digest: 'sha256:abc' } }),
    'no-tag': man({ ref: { tag: 'v9' } }),
    'no-repository': at(plain, 'org/none', { ref }),
    precedence: man({ ref: { tag: 'v1', semver: '1.0.x' } }),
    ignore: man({ ref, ignore: '/docs\n' }),
    'copied-layer': man({
      ...{ ref, ignore: '/docs\n' },
      layerSelector: { operation: 'copy' },
    }),
    'selected-layer': man({ ref, layerSelector: extract }),
    'no-layer': man({ ref, layerSelector: { mediaType: HELM_CHART } }),
    'tag-in-url': at(plain, 'org/man:v1'),
    'upper-case': at(plain, 'org/Man'),
    'no-secret': man({ ref, secretRef: { name: 'nothing' } }),
    'no-account': man({ ref, serviceAccountName: 'nothing' }),
    'incomplete-account': man({ ref, serviceAccountName: 'incomplete' }),
    'no-cert': man({ ref, certSecretRef: { name: 'nothing' } }),
    'junk-cert': man({ ref, certSecretRef: { name: 'junk-ca' } }),
    'no-proxy': man({ ref, proxySecretRef: { name: 'nothing' } }),
    'ftp-proxy': man({ ref, proxySecretRef: { name: 'proxy' } }),
    'empty-proxy': man({ ref, proxySecretRef: { name: 'no-proxy' } }),
    index: copy('index'),
    arm: copy('arm'),
    'no-layers': copy('empty'),
    damaged: copy('damaged'),
    token: closed({ secretRef: { name: 'login' } }),
    account: closed({ serviceAccountName: 'puller' }),
    anonymous: closed(),
    'other-login': closed({ secretRef: { name: 'elsewhere' } }),
    'wrong-token': closed({ secretRef: { name: 'wrong' } }),
    password: secure({ certSecretRef: { name: 'ca' } }),
    'wrong-password': secure({
      ...{ certSecretRef: { name: 'ca' }, secretRef: { name: 'wrong' } },
    }),
    'any-cert': secure({ insecure: true }),
    untrusted: secure(),
    refused: { url: 'oci://127.0.0.1:1/org/man', interval: '10m', ref },
    aws: man({ ref, provider: 'aws' }),
  };
}
