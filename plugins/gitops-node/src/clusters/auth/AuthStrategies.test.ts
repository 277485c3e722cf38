import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { ServiceAccountStrategy as Original } from '@backstage/plugin-kubernetes-backend';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { AuthStrategies } from './AuthStrategies';
import {
  KubernetesBackend,
  loadKubernetesBackend,
} from './loadKubernetesBackend';

/** Variables by which cloud libraries find an identity. */
const VARIABLES =
  /^(AWS_|AZURE_|IDENTITY_|MSI_|GOOGLE_|GCE_|GCLOUD_|METADATA_)/;

const AWS = {
  aws: { mainAccount: { accessKeyId: 'AKID', secretAccessKey: 'key' } },
};

describe('AuthStrategies', () => {
  const environment = { ...process.env };
  let server: Server;
  let address: string;
  let seen: { method?: string; url?: string; body: string }[];
  let answers: (request: IncomingMessage) => [string, string];

  async function respond(request: IncomingMessage, response: ServerResponse) {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, body });
    const [type, text] = answers(request);
    response.writeHead(200, {
      'content-type': type,
      'metadata-flavor': 'Google',
    });
    response.end(text);
  }

  beforeEach(async () => {
    for (const name of Object.keys(process.env)) {
      if (VARIABLES.test(name)) delete process.env[name];
    }
    seen = [];
    server = createServer((request, response) => {
      respond(request, response).catch(error => response.destroy(error));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    process.env = { ...environment };
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const create = (
    data: JsonObject = {},
    load: () => Promise<KubernetesBackend> = loadKubernetesBackend,
  ) =>
    new AuthStrategies({
      load,
      config: mockServices.rootConfig({ data }),
      logger: mockServices.logger.mock(),
    });
  const cluster = (
    provider: string,
    metadata: Record<string, string> = {},
  ): ClusterDetails => ({
    name: 'prod',
    url: 'https://api.example.org',
    authMetadata: { 'kubernetes.io/auth-provider': provider, ...metadata },
  });
  const inMinutes = (ms = 0) => Math.round((ms - Date.now()) / 60_000);

  it('gives the token of a service account', async () => {
    const details = cluster('serviceAccount', { serviceAccountToken: 'abc' });
    expect(await create().authenticate(details)).toEqual({
      type: 'token',
      token: 'abc',
    });
  });

  it('asks the strategy for the account of the cluster it runs in', async () => {
    const token = 'mounted';
    const strategies = create({}, async () => ({
      ...(await loadKubernetesBackend()),
      ServiceAccountStrategy: class extends Original {
        async getCredential() {
          return { type: 'bearer token' as const, token };
        }
      },
    }));
    expect(await strategies.authenticate(cluster('serviceAccount'))).toEqual({
      type: 'token',
      token,
      expiresAtMs: undefined,
    });
  });

  it('gives no credential to a kubectl proxy', async () => {
    expect(await create().authenticate(cluster('localKubectlProxy'))).toEqual({
      type: 'anonymous',
    });
  });

  describe('aws', () => {
    const presigned = (token: string) =>
      new URL(
        Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString(),
      );

    it('presigns a call for the name of the cluster', async () => {
      const credential = await create(AWS).authenticate(
        cluster('aws', { 'kubernetes.io/x-k8s-aws-id': 'eks-prod' }),
      );
      if (credential.type !== 'token') throw new Error('no token');
      const query = presigned(credential.token).searchParams;
      expect(query.get('Action')).toBe('GetCallerIdentity');
      expect(query.get('X-Amz-Credential')).toMatch(/^AKID\//);
      expect(query.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
      expect(inMinutes(credential.expiresAtMs)).toBe(14);
    });

    it('assumes the role that the cluster names', async () => {
      process.env.AWS_ENDPOINT_URL_STS = `http://${address}`;
      answers = () => [
        'text/xml',
        `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(
          Date.now() + 3_600_000,
        ).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      ];
      const credential = await create(AWS).authenticate(
        cluster('aws', {
          'kubernetes.io/aws-assume-role': 'arn:aws:iam::1:role/r',
          'kubernetes.io/aws-external-id': 'ext',
        }),
      );
      if (credential.type !== 'token') throw new Error('no token');
      expect(
        presigned(credential.token).searchParams.get('X-Amz-Credential'),
      ).toMatch(/^ASSUMED\//);
      expect(seen.map(({ body }) => body).join()).toContain('ExternalId=ext');
    });
  });

  it('azure: gives the token of the managed identity', async () => {
    process.env.IDENTITY_ENDPOINT = `http://${address}/msi/token`;
    process.env.IDENTITY_HEADER = 'header';
    answers = () => [
      'application/json',
      JSON.stringify({
        access_token: 'azure-token',
        expires_on: String(Math.round(Date.now() / 1000) + 3_600),
        resource: 'aks',
        token_type: 'Bearer',
      }),
    ];
    expect(await create().authenticate(cluster('azure'))).toMatchObject({
      type: 'token',
      token: 'azure-token',
    });
    expect(seen[0].url).toContain(
      'resource=6dae42f8-4368-4678-94ff-3960e28e3630',
    );
  });

  it('googleServiceAccount: gives the token of the metadata server', async () => {
    process.env.GCE_METADATA_HOST = address;
    process.env.GOOGLE_CLOUD_PROJECT = 'demo';
    answers = ({ url }) =>
      url?.includes('/token')
        ? [
            'application/json',
            JSON.stringify({ access_token: 'google-token', expires_in: 3_000 }),
          ]
        : ['text/plain', 'demo'];
    const credential = await create().authenticate(
      cluster('googleServiceAccount'),
    );
    expect(credential).toMatchObject({ type: 'token', token: 'google-token' });
  });

  it('googleServiceAccount: says that configured credentials are no JSON', async () => {
    const strategies = create({
      kubernetes: { googleServiceAccountCredentials: 'no json' },
    });
    await expect(
      strategies.authenticate(cluster('googleServiceAccount')),
    ).rejects.toThrow('Failed to parse Google Service Account credentials');
  });

  it.each(['oidc', 'google', 'aks'])('%s needs a user', provider => {
    expect(create().check(cluster(provider))).toEqual({
      code: 'needs-user',
      message: `cluster "prod": authProvider "${provider}" needs a signed-in user, which a watch in the background has not`,
    });
  });

  it.each([
    ['teleport', 'unknown-auth-provider'],
    ['', 'invalid-entry'],
  ])('refuses the auth provider "%s"', (provider, code) => {
    expect(create().check(cluster(provider))?.code).toBe(code);
  });

  it.each(['serviceAccount', 'aws', 'azure', 'googleServiceAccount'])(
    'takes %s',
    provider => {
      expect(create().check(cluster(provider))).toBeUndefined();
    },
  );

  it('takes strategies of others, client certificates included', async () => {
    const strategies = new AuthStrategies({
      config: mockServices.rootConfig(),
      logger: mockServices.logger.mock(),
      strategies: {
        teleport: {
          getCredential: async () => ({
            type: 'x509 client certificate',
            cert: 'CERT',
            key: 'KEY',
          }),
          validateCluster: metadata =>
            metadata.proxy ? [] : [new Error('proxy is missing')],
          presentAuthMetadata: () => ({}),
        },
      },
    });
    expect(strategies.check(cluster('teleport'))).toEqual({
      code: 'invalid-entry',
      message: 'proxy is missing',
    });
    const details = cluster('teleport', { proxy: 'p' });
    expect(strategies.check(details)).toBeUndefined();
    expect(await strategies.authenticate(details)).toEqual({
      type: 'certificate',
      certificate: 'CERT',
      key: 'KEY',
      expiresAtMs: undefined,
    });
  });

  it('makes a strategy anew after it could not be made', async () => {
    const load = jest
      .fn()
      .mockRejectedValueOnce(new Error('not installed'))
      .mockImplementation(loadKubernetesBackend);
    const strategies = create(AWS, load);
    const details = cluster('aws');
    await expect(strategies.authenticate(details)).rejects.toThrow(
      'not installed',
    );
    await strategies.authenticate(details);
    await strategies.authenticate(details);
    expect(load).toHaveBeenCalledTimes(2);
  });
});
