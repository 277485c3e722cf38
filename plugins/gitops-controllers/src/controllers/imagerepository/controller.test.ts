import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import { imageRepositoryController } from '.';
import {
  conditionsOf,
  readyOf,
} from '../../__testUtils__/SourceTestEnvironment';
import { ImageEnvironment } from '../../images/__testUtils__/ImageEnvironment';

const env = new ImageEnvironment<ImageRepository>(imageRepositoryController, {
  imageMaxTags: 20_000,
});
const SCANS = 'gitops_image_scans';

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

const create = (
  name: string,
  spec: Partial<ImageRepository['spec']> & { image: string },
) => env.createObject(name, { interval: '1h', ...spec });

const storedTags = async (image: string) => {
  const knex = await env.database.get();
  const [scan] = await knex(SCANS).where({ image });
  const pages = await knex('gitops_image_tags')
    .where({ scan: scan?.scan ?? '' })
    .orderBy('page');
  return pages.flatMap(({ tags }) => JSON.parse(tags) as string[]);
};

const scansOf = (path: string) =>
  env.registry.requests.filter(each => each.includes(`/${path}/tags/list`));

describe('IM-2 the status of an ImageRepository', () => {
  it('tells of the scan', async () => {
    const tags = Array.from({ length: 12 }, (_, i) => `v${i + 1}`);
    env.push('org/app', [...tags, 'sha256-x.sig']);
    const image = env.imageOf('org/app');
    await create('app', { image });
    const object = await env.waitReady('app');
    const latestTags = [...tags].sort().reverse().slice(0, 10);
    const message = 'successful scan: found 12 tags with checksum 3622833752';
    expect(object.status).toEqual({
      observedGeneration: 1,
      canonicalImageName: image,
      conditions: [expect.objectContaining({ type: 'Ready' })],
      lastScanResult: {
        revision: '3622833752',
        tagCount: 12,
        scanTime: expect.stringMatching(/^\d{4}-.*Z$/),
        latestTags,
      },
      observedExclusionList: ['^.*\\.sig$'],
    });
    expect(conditionsOf(object)).toEqual([
      {
        ...{ type: 'Ready', status: 'True', reason: 'Succeeded', message },
        observedGeneration: 1,
      },
    ]);
    expect(await storedTags(image)).toEqual([...tags].sort().reverse());
    await env.waitEvent('app', 'Succeeded');
    const after = await env.reconcile('app');
    expect(after.status?.lastScanResult?.revision).toBe('3622833752');
    expect(await env.events('app')).toMatchObject([
      { type: 'Normal', reason: 'Succeeded', message },
      { type: 'Normal', message: 'tags did not change, next scan in 1h0m0s' },
    ]);
  });

  it('follows other tags with an event', async () => {
    env.push('org/news', ['1']);
    await create('news', { image: env.imageOf('org/news') });
    await env.waitReady('news');
    env.push('org/news', ['2']);
    const { status } = await env.reconcile('news');
    expect(status?.lastScanResult?.tagCount).toBe(2);
    expect((await env.events('news')).map(({ message }) => message)).toEqual([
      expect.stringContaining('found 1 tags with checksum '),
      expect.stringContaining('found 2 tags with checksum '),
    ]);
  });
});

describe('IM-1 a scan of an ImageRepository', () => {
  it('follows image, exclusions, a request and lost tags, no other change', async () => {
    env.push('org/scan', ['a', 'b', 'b.sig']);
    env.push('org/other', ['c']);
    const image = env.imageOf('org/scan');
    await create('scan', { image });
    await env.waitReady('scan');
    const generation = (g: number) => (o: ImageRepository) =>
      o.status?.observedGeneration === g;
    await env.patch('scan', { spec: { timeout: '30s' } });
    await env.waitFor('scan', generation(2));
    expect(scansOf('org/scan')).toHaveLength(1);
    await env.patch('scan', { spec: { exclusionList: ['^a'] } });
    const excluded = await env.waitFor('scan', generation(3));
    expect(excluded.status?.lastScanResult?.latestTags).toEqual(['b.sig', 'b']);
    expect(scansOf('org/scan')).toHaveLength(2);
    await env.reconcile('scan');
    expect(scansOf('org/scan')).toHaveLength(3);
    const knex = await env.database.get();
    await knex(SCANS).where({ image }).delete();
    await env.patch('scan', { spec: { timeout: '31s' } });
    await env.waitFor('scan', generation(4));
    expect(scansOf('org/scan')).toHaveLength(4);
    expect(await storedTags(image)).toEqual(['b.sig', 'b']);
    await env.patch('scan', { spec: { image: env.imageOf('org/other') } });
    const other = await env.waitFor('scan', generation(5));
    expect(other.status).toMatchObject({
      canonicalImageName: env.imageOf('org/other'),
      lastScanResult: { latestTags: ['c'] },
    });
  });

  it('comes again after the interval, and not while suspended', async () => {
    env.push('org/often', ['a']);
    await create('often', { image: env.imageOf('org/often'), interval: '1s' });
    await env.waitReady('often');
    env.push('org/often', ['b']);
    await env.waitFor(
      'often',
      ({ status }) => status?.lastScanResult?.tagCount === 2,
    );
    await env.patch('often', { spec: { suspend: true } });
    await env.waitFor('often', o => o.status?.observedGeneration === 2);
    env.push('org/often', ['c']);
    const { status } = await env.reconcile('often');
    expect(status?.lastScanResult?.tagCount).toBe(2);
  });

  it('IM-4 reads 20,000 tags page by page, and refuses more', async () => {
    const tags = Array.from({ length: 20_000 }, (_, i) => `build-${i}`);
    env.push('org/many', tags);
    const image = env.imageOf('org/many');
    await create('many', { image });
    await env.waitReady('many');
    expect(scansOf('org/many')).toHaveLength(20);
    expect(await storedTags(image)).toEqual([...tags].sort().reverse());
    env.push('org/many', ['one-more']);
    await env.reconcile('many');
    const failed = await env.waitReady('many', 'False');
    expect(readyOf(failed)).toMatchObject({
      reason: 'ReadOperationFailed',
      message: `scan failed: the list of tags of ${image} is longer than 20000`,
    });
    expect(await storedTags(image)).toHaveLength(20_000);
  });

  it('IM-4 is shared by one image, and forgotten with the last of them', async () => {
    env.push('org/shared', ['a', 'b']);
    const image = env.imageOf('org/shared');
    await create('one', { image });
    await env.waitReady('one');
    await create('two', { image, exclusionList: ['a'] });
    await env.waitReady('two');
    expect(await storedTags(image)).toEqual(['b']);
    const gone = async (name: string) => {
      await env.delete(name);
      await expect(env.waitFor(name, () => false, 5_000)).rejects.toThrow(
        /not found/,
      );
    };
    await gone('one');
    expect(await storedTags(image)).toEqual(['b']);
    await gone('two');
    expect(await storedTags(image)).toEqual([]);
  });
});

describe('IM-3 a failure of an ImageRepository', () => {
  it.each([
    [
      'scheme',
      'https://x.io/a',
      "image 'https://x.io/a' should not include URL scheme; remove 'https://'",
    ],
    [
      'tag',
      'x.io/a/b:v1',
      "image 'x.io/a/b:v1' should not include a tag; remove ':v1'",
    ],
    ['letters', 'x.io/A', 'could not parse reference: x.io/A'],
  ])('is for good with a %s in the image', async (name, image, message) => {
    await create(`url-${name}`, { image });
    const object = await env.waitReady(`url-${name}`, 'False');
    const condition = { reason: 'ImageURLInvalid', message };
    expect(conditionsOf(object)).toMatchObject([
      { type: 'Stalled', status: 'True', ...condition },
      { type: 'Ready', status: 'False', ...condition },
    ]);
    expect(object.status?.observedGeneration).toBe(1);
  });

  it('is tried again, and tells what failed', async () => {
    const image = env.imageOf('org/missing');
    await create('missing', { image });
    const object = await env.waitReady('missing', 'False');
    expect(conditionsOf(object)).toEqual([
      {
        ...{ type: 'Reconciling', status: 'True' },
        ...{ reason: 'ProgressingWithRetry', message: 'scanning: first scan' },
        observedGeneration: 1,
      },
      {
        ...{ type: 'Ready', status: 'False', reason: 'ReadOperationFailed' },
        message:
          `scan failed: GET http://${image}/tags/list?n=1000: NAME_UNKNOWN: name unknown; map[name:org/missing]`.replace(
            `http://${env.registry.host}/`,
            `http://${env.registry.host}/v2/`,
          ),
        observedGeneration: 1,
      },
    ]);
    expect(object.status?.observedGeneration).toBe(-1);
    await env.waitEvent('missing', 'ReadOperationFailed');
    env.push('org/missing', ['a']);
    await env.waitReady('missing');
  });

  it('names a database that can’t be used', async () => {
    env.push('org/database', ['a']);
    await create('database', { image: env.imageOf('org/database') });
    await env.waitReady('database');
    const knex = await env.database.get();
    await knex.schema.renameTable(SCANS, 'elsewhere');
    try {
      await env.patch('database', { spec: { timeout: '20s' } });
      const object = await env.waitReady('database', 'False');
      expect(readyOf(object)).toMatchObject({
        reason: 'Failure',
        message: expect.stringMatching(
          /^failed to determine if it's scan time: .*no such table/,
        ),
      });
    } finally {
      await knex.schema.renameTable('elsewhere', SCANS);
    }
    await env.waitReady('database');
  });

  it('of a pattern is not tried again before the interval', async () => {
    env.push('org/pattern', ['a']);
    const image = env.imageOf('org/pattern');
    await create('pattern', { image, exclusionList: ['('] });
    const object = await env.waitReady('pattern', 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'ReadOperationFailed',
      message:
        'scan failed: failed to compile regex (: error parsing regexp: missing closing ): `(`',
    });
  });

  it.each<[string, Partial<ImageRepository['spec']>, string]>([
    [
      'secret',
      { secretRef: { name: 'nothing' } },
      'secrets "nothing" not found',
    ],
    [
      'cert',
      { certSecretRef: { name: 'nothing' } },
      'secrets "nothing" not found',
    ],
    [
      'proxy',
      { proxySecretRef: { name: 'nothing' } },
      "secret 'apps/nothing' not found",
    ],
    [
      'account',
      { serviceAccountName: 'nobody' },
      "serviceaccount 'apps/nobody' not found",
    ],
  ])('names a missing %s', async (name, spec, why) => {
    await create(`no-${name}`, { image: env.imageOf('org/app'), ...spec });
    expect(readyOf(await env.waitReady(`no-${name}`, 'False'))).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to configure authentication options: ${why}`,
    });
  });

  it.each(['aws', 'azure', 'gcp'] as const)(
    'of provider %s is a plain refusal',
    async provider => {
      await create(`by-${provider}`, { image: 'x.io/a/b', provider });
      const object = await env.waitReady(`by-${provider}`, 'False');
      expect(conditionsOf(object)).toMatchObject([
        { type: 'Stalled' },
        {
          reason: 'InvalidProviderConfiguration',
          message: `provider '${provider}' is not supported yet; use provider generic with a docker config in secretRef`,
        },
      ]);
    },
  );

  it('CM-19 names the gate that spec.serviceAccountName needs', async () => {
    const spec = { provider: 'aws', serviceAccountName: 'x' } as const;
    await create('gated', { image: 'x.io/a/b', ...spec });
    expect(readyOf(await env.waitReady('gated', 'False'))).toMatchObject({
      reason: 'FeatureGateDisabled',
      message:
        'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
    });
  });

  it('signs in with Secrets of its own and of its account', async () => {
    const login = { username: 'ann', password: 'canary-77d' };
    const closed = await env.serve({ auth: { scheme: 'token', ...login } });
    env.push('org/app', ['a'], closed);
    await env.createLogin('login', { [closed.host]: login });
    await env.client.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'puller', namespace: env.namespace },
      imagePullSecrets: [{ name: 'login' }],
    } as never);
    const image = env.imageOf('org/app', closed);
    await create('anonymous', { image });
    const failed = await env.waitReady('anonymous', 'False');
    expect(readyOf(failed)?.message).toContain('UNAUTHORIZED');
    await create('signed-in', { image, secretRef: { name: 'login' } });
    await create('by-account', { image, serviceAccountName: 'puller' });
    await env.waitReady('signed-in');
    await env.waitReady('by-account');
  });
});
