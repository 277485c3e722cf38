import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { createCatalogLocator } from './catalogLocator';

const ANNOTATIONS = {
  'kubernetes.io/api-server': 'https://1.2.3.4:6443/',
  'kubernetes.io/api-server-certificate-authority': 'Q0E=',
  'kubernetes.io/auth-provider': 'aws',
  'kubernetes.io/x-k8s-aws-id': 'eks',
  'backstage.io/managed-by-location': 'url:x',
};

function entity(
  annotations: Record<string, string>,
  type = 'kubernetes-cluster',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'edge', title: 'Edge', annotations },
    spec: { type, owner: 'ops', lifecycle: 'production' },
  };
}

function locate(entities: Entity[], method: JsonObject = {}) {
  return createCatalogLocator(
    new ConfigReader({ type: 'catalog', ...method }),
    {
      auth: mockServices.auth({ pluginId: 'gitops' }),
      catalog: catalogServiceMock({ entities }),
    },
  ).locate();
}

describe('createCatalogLocator', () => {
  it('reads the annotations of kubernetes-common', async () => {
    expect(await locate([entity(ANNOTATIONS)])).toEqual([
      {
        name: 'edge',
        title: 'Edge',
        source: 'catalog',
        target: {
          type: 'details',
          details: {
            name: 'edge',
            url: 'https://1.2.3.4:6443',
            authMetadata: {
              'kubernetes.io/api-server': 'https://1.2.3.4:6443/',
              'kubernetes.io/api-server-certificate-authority': 'Q0E=',
              'kubernetes.io/auth-provider': 'aws',
              'kubernetes.io/x-k8s-aws-id': 'eks',
            },
            caData: 'Q0E=',
            skipTLSVerify: false,
          },
        },
      },
    ]);
  });

  it('asks only for clusters that are complete', async () => {
    const { 'kubernetes.io/auth-provider': _, ...rest } = ANNOTATIONS;
    const entities = [entity(ANNOTATIONS, 'database'), entity(rest)];
    expect(await locate(entities)).toEqual([]);
  });

  it('checks certificates unless app-config allows otherwise', async () => {
    const insecure = entity({
      ...ANNOTATIONS,
      'kubernetes.io/skip-tls-verify': 'true',
    });
    const [strict] = await locate([insecure]);
    const [lax] = await locate([insecure], {
      dangerouslyAllowSkipTLSVerify: true,
    });
    expect(strict.target).toMatchObject({ details: { skipTLSVerify: false } });
    expect(lax.target).toMatchObject({ details: { skipTLSVerify: true } });
  });

  it.each([
    ['http://1.2.3.4', /must use HTTPS/],
    ['https://10.0.0.1', /non-public address/],
    ['https://127.0.0.1:6443', /non-public address/],
    ['https://[::1]:6443', /non-public address/],
    ['https://[::ffff:169.254.169.254]', /non-public address/],
    ['https://localhost', /non-public address/],
    ['https://user:password@1.2.3.4', /contains credentials/],
    ['file:///etc/passwd', /scheme file:/],
    ['nowhere', /is not a URL/],
  ])('refuses the address %s', async (url, message) => {
    const [cluster] = await locate([
      entity({ ...ANNOTATIONS, 'kubernetes.io/api-server': url }),
    ]);
    expect(cluster.target).toEqual({
      type: 'none',
      problem: { code: 'refused-url', message: expect.stringMatching(message) },
    });
  });

  it.each(['127.0.0.1', 'http://127.0.0.1:8001'])(
    'allows %s where app-config does',
    async host => {
      const url = host.startsWith('http') ? host : `https://${host}:6443`;
      const [cluster] = await locate(
        [entity({ ...ANNOTATIONS, 'kubernetes.io/api-server': url })],
        { dangerouslyAllowClusterUrls: ['*.example.org', '127.0.0.1'] },
      );
      expect(cluster.target.type).toBe('details');
    },
  );

  it('takes no service account of the backend', async () => {
    const [cluster] = await locate([
      entity({
        ...ANNOTATIONS,
        'kubernetes.io/auth-provider': 'serviceAccount',
        serviceAccountToken: 'token',
      }),
    ]);
    expect(cluster.target).toMatchObject({
      problem: { code: 'unknown-auth-provider' },
    });
  });
});
