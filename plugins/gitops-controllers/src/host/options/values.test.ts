import { readConfig } from './__testUtils__/readConfig';
import { CONTROLLERS } from '../../controllers';
import { readFlagOptions } from './readFlagOptions';
import { resolveOptions } from './resolveOptions';

describe('options', () => {
  it('of one controller override those of all', () => {
    const { modules } = readConfig({
      concurrent: 3,
      kustomization: { concurrent: 9 },
    });
    expect(modules).toMatchObject({
      gitRepository: { concurrent: 3 },
      kustomization: { concurrent: 9 },
    });
  });

  it('CM-13 CM-14 KS-50 have the defaults of Flux', () => {
    expect(resolveOptions(CONTROLLERS)).toMatchObject({
      host: {
        intervalJitterPercentage: 5,
        minRetryDelayMs: 750,
        maxRetryDelayMs: 900_000,
        requeueDependencyMs: 30_000,
        httpRetry: 9,
        kubeApiQps: 50,
        kubeApiBurst: 300,
        leaseDurationMs: 35_000,
        leaseRenewDeadlineMs: 30_000,
        leaseRetryPeriodMs: 5_000,
        namespace: 'flux-system',
        watchAllNamespaces: true,
      },
      modules: {
        gitRepository: { concurrent: 2 },
        kustomization: {
          concurrent: 4,
          concurrentSsa: 4,
          watchConfigsLabelSelector: 'reconcile.fluxcd.io/watch=Enabled',
        },
      },
    });
  });

  it.each<[object, string]>([
    [{ nope: 1 }, 'gitops.controllers.nope is no setting of the controllers'],
    [
      { gitRepository: { strictMac: true } },
      'gitops.controllers.gitRepository.strictMac is no setting',
    ],
    [
      { minRetryDelay: 'soon' },
      'gitops.controllers.minRetryDelay takes a duration such as 30s or 1m30s, not "soon"',
    ],
    [
      { kustomization: { concurrent: 0 } },
      'gitops.controllers.kustomization.concurrent takes a whole number from 1, not "0"',
    ],
    [
      { intervalJitterPercentage: 100 },
      'takes a whole number from 0 up to 99, not "100"',
    ],
    [
      { storage: { digestAlgorithm: 'md5' } },
      'takes one of sha256, sha384, sha512, blake3, not "md5"',
    ],
    [{ watchDrift: 'maybe' }, 'takes true or false, not "maybe"'],
    [
      { namespace: { a: 1 } },
      'gitops.controllers.namespace takes a single value, not {"a":1}',
    ],
    [{ minRetryDelay: '1h' }, 'longer than the longest'],
    [{ minRetryDelay: '0s' }, 'takes a duration from 1ms, not "0s"'],
    [
      { leaderElection: { retryPeriod: '0s' } },
      'takes a duration from 100ms, not "0s"',
    ],
    [
      { storage: { path: '' } },
      'gitops.controllers.storage.path takes the path of a directory, not ""',
    ],
    [{ namespace: '' }, 'takes the name of a namespace, not ""'],
    [{ namespace: 'A_b' }, 'takes the name of a namespace, not "A_b"'],
    [
      { watchLabelSelector: 'a in (' },
      'gitops.controllers.watchLabelSelector takes a label selector such as app=web,tier in (a, b), not "a in (": found end of text, expected "," or ")"',
    ],
    [
      { kustomization: { watchConfigsLabelSelector: 'a==b==c' } },
      'gitops.controllers.kustomization.watchConfigsLabelSelector takes a label selector',
    ],
    [{ featureGates: { Nope: true } }, "feature-gate 'Nope' not supported"],
    [{ components: ['nope'] }, 'there is no component "nope"; choose from'],
    [
      { kustomization: { customApplyStageKinds: ['Widget'] } },
      'takes GROUP/KIND, not "Widget"',
    ],
    [
      { leaderElection: { leaseDuration: '10s' } },
      'lease duration > renew deadline > retry period',
    ],
  ])('are refused: %j', (controllers, message) => {
    expect(() => readConfig(controllers)).toThrow(message);
  });

  // Each text of an option that is not free, by the flag that takes it.
  it.each<[flag: string, texts: string[]]>([
    ...['watch-label-selector', 'watch-configs-label-selector'].map(
      (flag): [string, string[]] => [
        flag,
        ['a in (', '=', 'a,', 'a b', 'a>x', '-a', 'a/b/c', 'a=b c', '!', 'a=('],
      ],
    ),
    ...['storage-addr', 'metrics-addr', 'health-addr'].map(
      (flag): [string, string[]] => [
        flag,
        [
          '8080',
          'localhost',
          'a:b',
          ':65536',
          '::1:80',
          'a b:80',
          'http://a:1',
        ],
      ],
    ),
    ['storage-addr', ['']],
    ['storage-adv-addr', ['a b', 'a:b', 'ftp://a', 'a:70000', 'http://a?b']],
    ...['network-deny', 'network-allow'].map((flag): [string, string[]] => [
      flag,
      ['10.0.0.0/33', 'a b', 'http://a', 'a:80', '10.0.0.0/8,a/8'],
    ]),
    ['storage-path', ['', ' ', 'a\0b']],
    ['storage-type', ['', 'S3', 'gcs', 's3']],
    ['storage-s3-bucket', ['a', 'a/b', '-ab', 'a b', 'artifacts']],
    [
      'storage-s3-endpoint',
      ['minio:9000', 's3://a', 'http://id:key@a', 'http://a?b'],
    ],
    ['storage-s3-prefix', ['/a', 'a/', 'a//b', '..', 'a/../b', 'a b']],
    ['storage-s3-access-key-id', ['alone']],
    ['storage-token-file', ['', '/nowhere/token', '/dev/null']],
    ['namespace', ['', 'A', 'a.b', '-a', 'a'.repeat(64)]],
    ['default-service-account', ['A', 'a b', 'ns/name']],
    ['override-manager', ['a\nb', 'x'.repeat(129)]],
    ['custom-apply-stage-kinds', ['Widget', 'a/b/C', 'A_/B', 'a/', 'a/B.v1']],
    ['components', ['nope', 'Source-controller']],
    [
      'feature-gates',
      [
        'DirectSourceFetch',
        '=true',
        'DirectSourceFetch=true=false',
        'Nope=true',
      ],
    ],
    ...['min-retry-delay', 'max-retry-delay', 'requeue-dependency'].map(
      (flag): [string, string[]] => [
        flag,
        ['', 'soon', '5', '-1s', '1d', '1 s'],
      ],
    ),
    ['leader-election-retry-period', ['0s', '31s']],
    ['artifact-retention-ttl', ['-5s', 'x']],
    ['interval-jitter-percentage', ['100', '-1', '5.5', '5%', '']],
    ['artifact-digest-algo', ['md5', 'SHA256', '']],
    ['artifact-retention-records', ['0', 'two']],
    ['concurrent', ['0', '-1', '1e3', '0x10', ' 4']],
    ['enable-leader-election', ['', 'yes', 'TrUe']],
  ])('of --%s are refused: %j', (flag, texts) => {
    for (const text of texts) {
      expect(() => readFlagOptions({ [flag]: [text] }, CONTROLLERS)).toThrow(
        expect.objectContaining({
          name: 'HostError',
          code: 'invalid-option',
          message: expect.stringMatching(/^[^\n]+$/),
        }),
      );
    }
  });

  it.each<[flag: string, texts: string[]]>([
    [
      'watch-label-selector',
      [
        '',
        ' ',
        'a',
        '!a',
        'a in (b, c),d notin ()',
        'x.io/shard = 1',
        'in in (in)',
      ],
    ],
    ['storage-addr', [':9090', '0.0.0.0:0', '[::1]:80', 'localhost:80']],
    ['metrics-addr', ['', ':8080']],
    ['network-deny', ['10.0.0.0/8,fd00::/8', '::1', '*.example.com', 'a']],
    ['events-addr', ['', 'http://notification-controller/', 'https://a/b?c']],
    [
      'storage-adv-addr',
      [
        '',
        'source-controller.flux-system.svc.cluster.local.',
        'a:80',
        'http://a/b',
      ],
    ],
    ['default-service-account', ['', 'flux', 'a.b']],
    ['custom-apply-stage-kinds', ['', '/Pod', 'apps/Deployment,a.b.c/D']],
    ['enable-leader-election', ['T', 'FALSE', '1', 'false']],
    ['min-retry-delay', ['1ms', '1.5s', '1m30s']],
  ])('of --%s are taken: %j', (flag, texts) => {
    for (const text of texts) {
      expect(() =>
        readFlagOptions({ [flag]: [text] }, CONTROLLERS),
      ).not.toThrow();
    }
  });

  it('of a flag are refused with its name', () => {
    expect(() =>
      readFlagOptions({ concurrent: ['many'] }, CONTROLLERS),
    ).toThrow('--concurrent takes a whole number from 1, not "many"');
  });
});
