import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject, ReconcileContext } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { openTarget } from './openTarget';
import { ServiceAccountTokens } from './ServiceAccountTokens';

const OPTIONS = {
  defaultServiceAccount: '',
  defaultKubeConfigServiceAccount: '',
  insecureKubeConfigExec: false,
  insecureKubeConfigTls: false,
  featureGates: { ObjectLevelWorkloadIdentity: true },
};

const RBAC = 'rbac.authorization.k8s.io';

describe('openTarget', () => {
  let cluster: DevCluster;
  let client: KubeClient;
  let ca: string;

  beforeAll(async () => {
    cluster = await startDevCluster({ simulatePods: false });
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const { caData = '' } = config.getCurrentCluster() ?? {};
    ca = Buffer.from(caData, 'base64').toString('utf8');
    client = KubeClient.fromKubeConfig(config);
    await grant();
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  const create = (object: object) => client.create(object as KubeObject);

  /** An account of namespace `apps` that may read ConfigMaps. */
  async function grant(): Promise<void> {
    const metadata = { name: 'deployer', namespace: 'apps' };
    const apiVersion = `${RBAC}/v1`;
    const subject = { kind: 'ServiceAccount', ...metadata };
    const rules = [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] },
    ];
    const roleRef = { apiGroup: RBAC, kind: 'Role', name: 'deployer' };
    await create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'apps' },
    });
    await create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    await create({ apiVersion, kind: 'Role', metadata, rules });
    await create({
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef,
      subjects: [subject],
    });
  }

  async function open(name: string, data: object, options = {}) {
    const metadata = { name, namespace: 'apps' };
    await create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
    return openAs(name, options);
  }

  function openAs(name: string, options = {}) {
    const key = { namespace: 'apps', name: 'app' };
    const spec = { kubeConfig: { configMapRef: { name } } };
    const ctx = {
      client,
      key,
      object: { metadata: key, spec },
      signal: new AbortController().signal,
      waitFor: (_: unknown, work: () => Promise<unknown>) => work(),
    } as unknown as ReconcileContext<never>;
    const tokens = new ServiceAccountTokens(client);
    const deps = {
      options: { ...OPTIONS, ...options },
      workers: {} as never,
      tokens,
    };
    return openTarget(ctx, deps, 10_000);
  }

  const generic = (more = {}) => ({
    provider: 'generic',
    address: cluster.url,
    'ca.crt': ca,
    ...more,
  });

  it('KS-49 signs in to another cluster with a token of the account that the ConfigMap names', async () => {
    const data = generic({
      serviceAccountName: 'deployer',
      audiences: 'one\n\n two ',
    });
    const target = await open('generic', data);
    const config = { apiVersion: 'v1', kind: 'ConfigMap' };
    const key = { namespace: 'apps', name: 'generic' };
    expect(await target.client.get(config, key)).toMatchObject({ data });
    const secret = { apiVersion: 'v1', kind: 'Secret' };
    await expect(target.client.get(secret, key)).rejects.toThrow(
      'User "system:serviceaccount:apps:deployer" cannot get resource "secrets"',
    );
    expect(target.isRemote).toBe(true);
    await target.close();
  });

  it('KS-49 takes the default account, which each namespace has to have', async () => {
    const options = { defaultKubeConfigServiceAccount: 'deployer' };
    const target = await open('default', generic(), options);
    await target.close();
    const missing = { defaultKubeConfigServiceAccount: 'missing' };
    await expect(openAs('default', missing)).rejects.toMatchObject({
      code: 'account',
      message: expect.stringMatching(
        /^failed to get access token for cluster: failed to get service account 'apps\/missing': the specified default service account does not exist/,
      ),
    });
  });

  it.each([
    ['aws', { provider: 'aws' }, /provider 'aws' is not supported yet; use/],
    ['other', { provider: 'x' }, /^provider 'x' not implemented$/],
    ['empty', {}, /^provider '' not implemented$/],
    [
      'nowhere',
      { provider: 'generic' },
      /^cluster address is required to create a REST config$/,
    ],
    [
      'plain',
      { provider: 'generic', address: 'http://x' },
      /^failed to parse cluster address http:\/\/x: .* must use https scheme$/,
    ],
    [
      'garbage',
      { provider: 'generic', address: 'https://[' },
      /^failed to parse cluster address https:\/\/\[: failed to parse Kubernetes API server address/,
    ],
    [
      'nobody',
      { provider: 'generic', address: 'x', serviceAccountName: 'nobody' },
      /^failed to get access token for cluster: failed to get service account 'apps\/nobody': serviceaccounts "nobody" not found$/,
    ],
    [
      'own',
      { provider: 'generic', address: 'x' },
      /^failed to get access token for cluster: failed to create provider access token for the controller: failed to read service account token file .*; set serviceAccountName in the ConfigMap$/,
    ],
  ])('KS-49 says what is wrong with ConfigMap %s', async (name, data, text) => {
    await expect(open(name, data)).rejects.toMatchObject({
      name: 'TargetError',
      source: `apps/${name}`,
      message: expect.stringMatching(text),
    });
  });

  it('KS-49 refuses the account of an object without the feature gate', async () => {
    const featureGates = { ObjectLevelWorkloadIdentity: false };
    const data = generic({ serviceAccountName: 'deployer' });
    await expect(open('gate', data, { featureGates })).rejects.toThrow(
      'failed to get access token for cluster: ObjectLevelWorkloadIdentity feature gate is not enabled',
    );
  });
});
