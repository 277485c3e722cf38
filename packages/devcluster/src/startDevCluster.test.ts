import { mkdtempSync, rmSync } from 'fs';
import { request } from 'https';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
import { DevCluster, startDevCluster } from './startDevCluster';

interface Reply {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

function call(
  cluster: DevCluster,
  method: string,
  path: string,
  body?: object,
  headers = {},
): Promise<Reply> {
  const config = parse(cluster.kubeconfig);
  const ca = Buffer.from(
    config.clusters[0].cluster['certificate-authority-data'],
    'base64',
  );
  const text = body ? JSON.stringify(body) : '';
  return new Promise((resolve, reject) => {
    const options = {
      method,
      ca,
      headers: {
        Authorization: `Bearer ${config.users[0].user.token}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
        ...headers,
      },
    };
    const sent = request(new URL(path, cluster.url), options, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: JSON.parse(Buffer.concat(chunks).toString()),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const MAPS = '/api/v1/namespaces/default/configmaps';

describe('startDevCluster', () => {
  let cluster: DevCluster;
  beforeAll(async () => {
    cluster = await startDevCluster();
  });
  afterAll(() => cluster.stop());

  it('creates and reads an object over HTTPS', async () => {
    const created = await call(cluster, 'POST', MAPS, {
      metadata: { name: 'a' },
      data: { k: 'v' },
    });
    expect(created.status).toBe(201);
    const read = await call(cluster, 'GET', `${MAPS}/a`);
    expect(read.body).toMatchObject({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      data: { k: 'v' },
    });
  });

  it('binds claims of the default class, and takes their volumes back', async () => {
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const claim = (name: string, storageClassName?: string) =>
      call(cluster, 'POST', claims, {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        metadata: { name },
        spec: {
          storageClassName,
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      });
    await claim('other', 'fast');
    await claim('data');
    const read = (path: string) => call(cluster, 'GET', path);
    const isBound = async () =>
      (await read(`${claims}/data`)).body.status?.phase === 'Bound';
    await until(isBound);
    const { body } = await read(`${claims}/data`);
    const volume = `/api/v1/persistentvolumes/${body.spec.volumeName}`;
    const bound = await read(volume);
    expect(bound.body.spec.claimRef).toMatchObject({ name: 'data' });
    expect(bound.body.spec.capacity).toEqual({ storage: '1Gi' });
    const other = await read(`${claims}/other`);
    expect(other.body.spec.volumeName).toBeUndefined();

    await call(cluster, 'DELETE', `${claims}/data`);
    await until(async () => (await read(volume)).status === 404);
  });

  it('refuses a request without a token', async () => {
    const reply = await call(cluster, 'GET', MAPS, undefined, {
      Authorization: '',
    });
    expect(reply.body).toMatchObject({
      kind: 'Status',
      code: 401,
      reason: 'Unauthorized',
    });
  });

  it('denies an impersonated service account what no binding allows', async () => {
    const reply = await call(cluster, 'GET', MAPS, undefined, {
      'Impersonate-User': 'system:serviceaccount:default:nobody',
    });
    expect(reply.body.message).toBe(
      'configmaps is forbidden: User "system:serviceaccount:default:nobody" cannot list resource "configmaps" in API group "" in the namespace "default"',
    );
  });

  it('refuses a body that is not JSON', async () => {
    const reply = await call(cluster, 'POST', MAPS, undefined, {
      'Content-Length': 0,
    });
    expect(reply.status).toBe(400);
  });

  it('tells a watcher that comes too late to list again', async () => {
    const reply = await call(
      cluster,
      'GET',
      `${MAPS}?watch=1&resourceVersion=1`,
    );
    expect(reply.body).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
  });

  it('keeps its objects and its kubeconfig in a data folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'devcluster-test-'));
    const first = await startDevCluster({ dataDir });
    await call(first, 'POST', MAPS, { metadata: { name: 'kept' } });
    const { body } = await call(first, 'GET', `${MAPS}/kept`);
    await first.stop();
    const second = await startDevCluster({ dataDir });
    const again = await call(second, 'GET', `${MAPS}/kept`);
    await second.stop();
    rmSync(dataDir, { recursive: true });
    expect(again.body.metadata).toEqual(body.metadata);
    expect(parse(second.kubeconfig).users).toEqual(
      parse(first.kubeconfig).users,
    );
  });
});
