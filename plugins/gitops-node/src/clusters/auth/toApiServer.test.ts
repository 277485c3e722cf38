import { mockServices } from '@backstage/backend-test-utils';
import { AuthStrategies } from './AuthStrategies';
import { toApiServer } from './toApiServer';

const strategies = new AuthStrategies({
  config: mockServices.rootConfig(),
  logger: mockServices.logger.mock(),
});
const inCluster = { url: 'https://10.96.0.1:443', caFile: '/own/ca.crt' };

const details = (metadata: Record<string, string>) => ({
  name: 'prod',
  url: 'https://api.example.org',
  caData: 'Q0E=',
  skipTLSVerify: true,
  authMetadata: {
    'kubernetes.io/auth-provider': 'serviceAccount',
    ...metadata,
  },
});

describe('toApiServer', () => {
  it('keeps address and authority of a cluster with a token', () => {
    const found = details({ serviceAccountToken: 'abc' });
    expect(toApiServer(found, strategies, inCluster)).toEqual({
      url: 'https://api.example.org',
      caData: 'Q0E=',
      caFile: undefined,
      skipTlsVerify: true,
      authenticate: expect.any(Function),
    });
  });

  it('takes the own cluster for an account without a token', () => {
    expect(toApiServer(details({}), strategies, inCluster)).toEqual({
      ...inCluster,
      authenticate: expect.any(Function),
    });
  });

  it('says that a token is missing outside of a cluster', () => {
    expect(toApiServer(details({}), strategies)).toMatchObject({
      code: 'missing-credentials',
    });
  });

  it('says that the provider needs a user', () => {
    const found = details({ 'kubernetes.io/auth-provider': 'oidc' });
    expect(toApiServer(found, strategies)).toMatchObject({
      code: 'needs-user',
    });
  });

  it('says that the address is none', () => {
    const found = { ...details({ serviceAccountToken: 'abc' }), url: 'here' };
    expect(toApiServer(found, strategies)).toMatchObject({
      code: 'invalid-entry',
    });
  });
});
