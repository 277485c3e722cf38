import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { locateConfigured } from './configLocator';

function locate(...clusters: JsonObject[]) {
  return locateConfigured(new ConfigReader({ type: 'config', clusters }));
}

const base = { name: 'prod', url: 'https://10.0.0.1:6443/' };

describe('locateConfigured', () => {
  it('reads everything that concerns the connection', () => {
    const [cluster] = locate({
      ...base,
      title: 'Production',
      authProvider: 'serviceAccount',
      serviceAccountToken: 'token',
      skipTLSVerify: true,
      skipMetricsLookup: true,
      caData: 'Q0E=',
      caFile: '/ca.crt',
      dashboardUrl: 'https://dashboard',
      dashboardApp: 'rancher',
      dashboardParameters: { a: 'b' },
      customResources: [{ group: 'g', apiVersion: 'v1', plural: 'things' }],
    });
    expect(cluster).toEqual({
      name: 'prod',
      title: 'Production',
      source: 'config',
      target: {
        type: 'details',
        details: {
          name: 'prod',
          url: 'https://10.0.0.1:6443',
          authMetadata: {
            'kubernetes.io/auth-provider': 'serviceAccount',
            serviceAccountToken: 'token',
          },
          skipTLSVerify: true,
          caData: 'Q0E=',
          caFile: '/ca.crt',
        },
      },
    });
  });

  it('reads the short keys and the block of auth metadata, which goes before', () => {
    const [cluster] = locate({
      ...base,
      authProvider: 'google',
      assumeRole: 'arn:aws:iam::1:role/r',
      externalId: 'ext',
      oidcTokenProvider: 'okta',
      authMetadata: {
        'kubernetes.io/auth-provider': 'aws',
        'kubernetes.io/x-k8s-aws-id': 'eks',
      },
    });
    expect(cluster.target).toMatchObject({
      details: {
        authMetadata: {
          'kubernetes.io/auth-provider': 'aws',
          'kubernetes.io/x-k8s-aws-id': 'eks',
          'kubernetes.io/aws-assume-role': 'arn:aws:iam::1:role/r',
          'kubernetes.io/aws-external-id': 'ext',
          'kubernetes.io/oidc-token-provider': 'okta',
        },
      },
    });
  });

  it.each([
    [{ name: 'x' }, 'x', /clusters\[0\]\.url/],
    [{ url: 'https://x' }, 'clusters[0]', /clusters\[0\]\.name/],
    [
      { ...base, url: 'nowhere' },
      'prod',
      /url is no address that starts with https/,
    ],
    [{ ...base, caData: 7 }, 'prod', /caData.*got number/],
    [{ ...base, skipTLSVerify: 'maybe' }, 'prod', /skipTLSVerify/],
  ])('keeps a broken entry %j as a problem', (entry, name, message) => {
    const [cluster] = locate(entry as JsonObject);
    expect(cluster.name).toBe(name);
    expect(cluster.target).toEqual({
      type: 'none',
      problem: {
        code: 'invalid-entry',
        message: expect.stringMatching(message),
      },
    });
  });
});
