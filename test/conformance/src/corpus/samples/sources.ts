import type { KindSamples } from '../types';

const git = { url: 'https://git.example.com/app.git', interval: '1m' };
const oci = { url: 'oci://registry.example.com/app', interval: '5m' };
const s3 = { bucketName: 'app', endpoint: 's3.example.com', interval: '1m' };
const chart = {
  chart: 'app',
  interval: '10m',
  sourceRef: { kind: 'HelmRepository', name: 'charts' },
};

export const gitRepository: KindSamples = {
  good: {
    minimal: git,
    full: {
      ...git,
      ignore: '/docs/\n*.md\n',
      include: [
        { repository: { name: 'lib' }, fromPath: 'a', toPath: 'b' },
        { repository: { name: 'more' } },
      ],
      provider: 'azure',
      proxySecretRef: { name: 'proxy' },
      recurseSubmodules: true,
      ref: { branch: 'main', commit: 'c', name: 'n', semver: '1.x', tag: 't' },
      secretRef: { name: 'key' },
      serviceAccountName: 'git',
      sparseCheckout: ['apps'],
      suspend: false,
      timeout: '30s',
      verify: { mode: 'TagAndHEAD', secretRef: { name: 'keys' } },
    },
    'verify with the default mode': {
      ...git,
      verify: { secretRef: { name: 'k' } },
    },
    'ssh address': { ...git, url: 'ssh://git@git.example.com:22/app' },
    'combined duration': { ...git, interval: '1h2m3.5s', timeout: '1.5m500ms' },
  },
  tricky: {
    'service account without provider': { ...git, serviceAccountName: 'a' },
    'service account with github': {
      ...git,
      provider: 'github',
      serviceAccountName: 'a',
    },
    'empty service account without provider': {
      ...git,
      serviceAccountName: '',
    },
    'scp-like address': { ...git, url: 'git@git.example.com:app.git' },
    'hours in the timeout': { ...git, timeout: '1h' },
    'negative interval': { ...git, interval: '-1m' },
    'days in the interval': { ...git, interval: '1d' },
    'line break in the interval': { ...git, interval: '1m\n' },
    'number as interval': { ...git, interval: 60 },
    'null ref': { ...git, ref: null },
    'null timeout takes the default': { ...git, timeout: null },
    'null in a list': { ...git, sparseCheckout: [null] },
    'number as tag': { ...git, ref: { tag: 1.2 } },
    'three faults at once': {
      url: 'ftp://x',
      provider: 'gitea',
      include: [{ repository: {} }, {}],
    },
    'fault and rule at once': { url: git.url, serviceAccountName: 'a' },
    'wrong enum and rule at once': {
      ...git,
      provider: 'bogus',
      serviceAccountName: 'a',
    },
  },
  objects: {
    'no spec at all': {},
    'null spec': { spec: null },
    'text as spec': { spec: 'x' },
    'list as spec': { spec: [] },
    'status is left out of creation': {
      spec: git,
      status: { observedGeneration: 7 },
    },
    'upper case in the name': { spec: git, metadata: { name: 'App' } },
    'no name': { spec: git, metadata: { name: '' } },
    'v1beta2 with fields of that version': {
      apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
      spec: {
        ...git,
        gitImplementation: 'go-git',
        accessFrom: { namespaceSelectors: [{ matchLabels: { a: 'b' } }] },
      },
    },
    'fields of v1beta2 in v1': {
      spec: { ...git, gitImplementation: 'go-git' },
    },
  },
};

export const ociRepository: KindSamples = {
  good: {
    minimal: oci,
    full: {
      ...oci,
      certSecretRef: { name: 'ca' },
      ignore: '*.md',
      insecure: true,
      layerSelector: { mediaType: 'application/tar+gzip', operation: 'copy' },
      provider: 'aws',
      proxySecretRef: { name: 'proxy' },
      ref: { digest: 'd', semver: '1.x', semverFilter: '.*', tag: 't' },
      secretRef: { name: 'pull' },
      serviceAccountName: 'oci',
      suspend: true,
      timeout: '60s',
      verify: {
        provider: 'cosign',
        matchOIDCIdentity: [{ issuer: '^i$', subject: '^s$' }],
        secretRef: { name: 'keys' },
        trustedRootSecretRef: { name: 'root' },
      },
    },
  },
  tricky: {
    'verify without provider takes the default': { ...oci, verify: {} },
    'verify with a null provider takes the default': {
      ...oci,
      verify: { provider: null },
    },
    'https address': { ...oci, url: 'https://registry.example.com/app' },
  },
  objects: {
    'v1beta2 as articles have it': {
      apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
      spec: {
        ...oci,
        ref: { semver: '>=1.0.0 <2.0.0' },
        verify: { provider: 'cosign', secretRef: { name: 'cosign-pub-key' } },
      },
    },
  },
};

export const helmRepository: KindSamples = {
  good: {
    minimal: { url: 'https://charts.example.com' },
    full: {
      accessFrom: { namespaceSelectors: [{ matchLabels: { a: 'b' } }, {}] },
      certSecretRef: { name: 'ca' },
      insecure: true,
      interval: '1h',
      passCredentials: true,
      provider: 'gcp',
      secretRef: { name: 'login' },
      suspend: true,
      timeout: '30s',
      type: 'default',
      url: 'https://charts.example.com',
    },
    'static registry': {
      type: 'oci',
      url: 'oci://registry.example.com/charts',
    },
  },
  tricky: {
    'no selectors': { url: 'https://charts.example.com', accessFrom: {} },
    'file address': { url: 'file:///charts' },
  },
  objects: {
    'v1beta2 with an index': {
      apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
      spec: { url: 'https://charts.example.com', interval: '1h' },
    },
  },
};

export const helmChart: KindSamples = {
  good: {
    minimal: chart,
    full: {
      ...chart,
      ignoreMissingValuesFiles: true,
      reconcileStrategy: 'Revision',
      sourceRef: {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        name: 'charts',
      },
      suspend: true,
      valuesFiles: ['values.yaml', 'values-prod.yaml'],
      verify: {
        provider: 'notation',
        matchOIDCIdentity: [{ issuer: 'i', subject: 's' }],
        secretRef: { name: 'keys' },
      },
      version: '1.x',
    },
  },
  tricky: {
    'verify of a chart in Git': {
      ...chart,
      sourceRef: { kind: 'GitRepository', name: 'app' },
      verify: { provider: 'cosign' },
    },
    'verify without a source': {
      chart: 'a',
      interval: '1m',
      verify: { provider: 'cosign' },
    },
    'namespace of the source is unknown': {
      ...chart,
      sourceRef: { ...chart.sourceRef, namespace: 'x' },
    },
  },
  objects: {
    'v1beta2 with accessFrom': {
      apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
      spec: { ...chart, accessFrom: { namespaceSelectors: [] } },
    },
  },
};

export const bucket: KindSamples = {
  good: {
    minimal: s3,
    full: {
      ...s3,
      certSecretRef: { name: 'ca' },
      ignore: '*.md',
      insecure: true,
      prefix: 'apps/',
      provider: 'generic',
      proxySecretRef: { name: 'proxy' },
      region: 'eu-west-1',
      secretRef: { name: 'keys' },
      sts: {
        certSecretRef: { name: 'ca' },
        endpoint: 'https://sts.example.com',
        provider: 'ldap',
        secretRef: { name: 'ldap' },
      },
      suspend: true,
      timeout: '2m',
    },
    'workload identity': { ...s3, provider: 'aws', serviceAccountName: 'a' },
    'aws with its own token service': {
      ...s3,
      provider: 'aws',
      sts: { provider: 'aws', endpoint: 'https://sts.example.com' },
    },
  },
  tricky: {
    'token service with azure': {
      ...s3,
      provider: 'azure',
      sts: { provider: 'aws', endpoint: 'https://x' },
    },
    'ldap with aws': {
      ...s3,
      provider: 'aws',
      sts: { provider: 'ldap', endpoint: 'https://x' },
    },
    'aws token service with generic, and with secrets': {
      ...s3,
      sts: {
        provider: 'aws',
        endpoint: 'https://x',
        secretRef: { name: 'a' },
        certSecretRef: { name: 'a' },
      },
    },
    'service account with generic': { ...s3, serviceAccountName: 'a' },
    'secret and service account': {
      ...s3,
      provider: 'gcp',
      secretRef: { name: 'a' },
      serviceAccountName: 'a',
    },
    'broken token service': { ...s3, sts: { provider: 'x' } },
  },
  objects: {
    v1beta2: { apiVersion: 'source.toolkit.fluxcd.io/v1beta2', spec: s3 },
  },
};

export const externalArtifact: KindSamples = {
  good: {
    minimal: {},
    full: {
      sourceRef: {
        apiVersion: 'source.extensions.fluxcd.io/v1beta1',
        kind: 'ArtifactGenerator',
        name: 'app',
        namespace: 'apps',
      },
    },
  },
  tricky: { 'empty reference': { sourceRef: {} } },
};

const generator = {
  sources: [{ alias: 'app', kind: 'GitRepository', name: 'app' }],
  artifacts: [
    { name: 'app', copy: [{ from: '@app/deploy/**', to: '@artifact/' }] },
  ],
};

export const artifactGenerator: KindSamples = {
  good: {
    minimal: generator,
    full: {
      commonMetadata: { annotations: { a: 'b' }, labels: { c: 'd' } },
      pathPattern: '@app/apps/*/',
      sources: [
        { alias: 'app', kind: 'Bucket', name: 'app', namespace: 'apps' },
      ],
      artifacts: [
        {
          name: 'app-{{ .Name }}',
          originRevision: '@app',
          revision: '@app',
          copy: [
            {
              exclude: ['*.md'],
              from: '@app/a',
              strategy: 'Merge',
              to: '@artifact/b',
            },
          ],
        },
      ],
    },
  },
  tricky: {
    'template in a name without pathPattern': {
      ...generator,
      artifacts: [{ ...generator.artifacts[0], name: '{{ .Name }}' }],
    },
    'upper case in the name of an artifact': {
      ...generator,
      artifacts: [{ ...generator.artifacts[0], name: 'App' }],
    },
    'dotted name of an artifact': {
      ...generator,
      artifacts: [{ ...generator.artifacts[0], name: 'a.b-c' }],
    },
    'artifact without copies': { ...generator, artifacts: [{ name: 'app' }] },
    'empty pathPattern': { ...generator, pathPattern: '' },
  },
};
