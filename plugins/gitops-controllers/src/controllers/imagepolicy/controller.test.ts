import { imageRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import type {
  ImagePolicy,
  ImageRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { imagePolicyController } from '.';
import { imageRepositoryController } from '../imagerepository';
import {
  conditionsOf,
  readyOf,
} from '../../__testUtils__/SourceTestEnvironment';
import { ImageEnvironment } from '../../images/__testUtils__/ImageEnvironment';

const env = new ImageEnvironment<ImagePolicy>(imagePolicyController, {}, [
  imageRepositoryController,
]);
const REPOSITORY = {
  apiVersion: 'image.toolkit.fluxcd.io/v1',
  kind: 'ImageRepository',
};

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

const latest = { alphabetical: { order: 'asc' } } as const;

const createRepository = (
  name: string,
  tags: readonly string[],
  spec: Partial<ImageRepositorySpec> = {},
  namespace = env.namespace,
) => {
  if (tags.length > 0) env.push(`org/${name}`, tags);
  const image = env.imageOf(`org/${name}`);
  const all = { image, interval: '1h', ...spec };
  return env.createOther(imageRepositoryKind, name, all, namespace);
};

const createPolicy = (
  name: string,
  spec: Partial<ImagePolicy['spec']> = {},
  repository = name,
) =>
  env.createObject(name, {
    imageRepositoryRef: { name: repository },
    policy: latest,
    ...spec,
  });

const scan = async (name: string) => {
  const annotations = {
    'reconcile.fluxcd.io/requestedAt': `${Math.random()}`,
  };
  const key = { namespace: env.namespace, name };
  await env.client.patch(REPOSITORY, key, { metadata: { annotations } });
};

const hasTag = (tag: string) => (object: ImagePolicy) =>
  object.status?.latestRef?.tag === tag;

describe('IM-8 the choice of an ImagePolicy', () => {
  it('stands in the status, follows the tags and names the one before', async () => {
    await createRepository('app', ['v1']);
    await createPolicy('app');
    const name = env.imageOf('org/app');
    const first = await env.waitReady('app');
    const message = `Latest image tag for ${name} resolved to v1`;
    expect(first.status).toEqual({
      observedGeneration: 1,
      conditions: [expect.objectContaining({ type: 'Ready' })],
      latestRef: { name, tag: 'v1' },
    });
    expect(conditionsOf(first)).toEqual([
      {
        ...{ type: 'Ready', status: 'True', reason: 'Succeeded', message },
        observedGeneration: 1,
      },
    ]);
    env.push('org/app', ['v2']);
    await scan('app');
    const second = await env.waitFor('app', hasTag('v2'));
    expect(second.status).toMatchObject({
      latestRef: { name, tag: 'v2' },
      observedPreviousRef: { name, tag: 'v1' },
    });
    const news = `Latest image tag for ${name} resolved to v2 (previously ${name}:v1)`;
    expect(readyOf(second)?.message).toBe(news);
    await env.reconcile('app');
    const events = await env.events('app');
    const own = events.filter(event => event.message.startsWith('Latest'));
    expect(own).toMatchObject([
      { type: 'Normal', reason: 'Succeeded', message },
      { type: 'Normal', reason: 'Succeeded', message: news },
    ]);
  });

  it('IM-6 is the original tag, by what is extracted of it', async () => {
    const filterTags = {
      pattern: '^main-[a-f0-9]+-(?P<ts>\\d+)',
      extract: '$ts',
    };
    await createRepository('extract', ['main-ff-7', 'main-aa-12', 'v9']);
    const policy = { numerical: { order: 'asc' } } as const;
    await createPolicy('extract', { filterTags, policy });
    const { status } = await env.waitReady('extract');
    expect(status?.latestRef?.tag).toBe('main-aa-12');
  });

  it('follows another policy of the same tags', async () => {
    await createRepository('ranges', ['1.0.0', '1.9.0', '2.0.0']);
    await createPolicy('ranges', { policy: { semver: { range: '1.x' } } });
    await env.waitFor('ranges', hasTag('1.9.0'));
    await env.patch('ranges', { spec: { policy: { semver: { range: '*' } } } });
    await env.waitFor('ranges', hasTag('2.0.0'));
  });
});

describe('IM-7 the digest of an ImagePolicy', () => {
  it('is there when it is asked for, once or each time', async () => {
    await createRepository('digest', ['v1']);
    const digest = env.push('org/digest', ['v1']);
    const policies = {
      never: {},
      once: { digestReflectionPolicy: 'IfNotPresent' },
      always: { digestReflectionPolicy: 'Always', interval: '1s' },
    } as const;
    for (const [name, spec] of Object.entries(policies)) {
      await createPolicy(`digest-${name}`, spec, 'digest');
    }
    const digestOf = async (name: string) =>
      (await env.waitReady(`digest-${name}`)).status?.latestRef?.digest;
    expect(await digestOf('never')).toBeUndefined();
    expect(await digestOf('once')).toBe(digest);
    expect(await digestOf('always')).toBe(digest);
    const name = env.imageOf('org/digest');
    expect(readyOf(await env.read('digest-once'))?.message).toBe(
      `Latest image tag for ${name} resolved to v1 with digest ${digest}`,
    );
    const other = env.push('org/digest', ['v1'], env.registry, 'other');
    const moved = await env.waitFor(
      'digest-always',
      ({ status }) => status?.latestRef?.digest === other,
    );
    expect(moved.status?.observedPreviousRef?.digest).toBe(digest);
    expect(readyOf(moved)?.message).toBe(
      `Latest image tag for ${name} resolved to v1 with digest ${other} (previously ${name}:v1@${digest})`,
    );
    await env.reconcile('digest-once');
    expect(await digestOf('once')).toBe(digest);
  });

  it('that the registry does not tell fails', async () => {
    await createRepository('lost', ['v1']);
    await createPolicy('lost');
    await env.waitReady('lost');
    env.registry.store.find('org/lost')?.tags.clear();
    const spec = { digestReflectionPolicy: 'IfNotPresent' };
    await env.patch('lost', { spec });
    const failed = await env.waitReady('lost', 'False');
    expect(readyOf(failed)).toMatchObject({
      reason: 'Failed',
      message: expect.stringMatching(
        /^failed fetching digest of .*\/org\/lost:v1: failed fetching descriptor for ".*\/org\/lost:v1": /,
      ),
    });
  });
});

describe('IM-8 an ImagePolicy without a choice', () => {
  it.each<[string, ImagePolicy['spec']['policy'], object]>([
    [
      'no range',
      { semver: { range: 'nope' } },
      {
        reason: 'InvalidPolicy',
        message: 'invalid policy: improper constraint: "nope"',
      },
    ],
    [
      'no policy',
      {},
      {
        reason: 'InvalidPolicy',
        message: 'invalid policy: given ImagePolicyChoice object is invalid',
      },
    ],
    [
      'no version',
      { semver: { range: '*' } },
      {
        reason: 'Failure',
        message: 'unable to determine latest version from provided list',
      },
    ],
    [
      'no number',
      { numerical: {} },
      {
        reason: 'Failure',
        message: "failed to parse invalid numeric value 'text'",
      },
    ],
  ])('tells why: %s', async (what, policy, expected) => {
    const name = what.replace(' ', '-');
    await createRepository(name, ['text']);
    await createPolicy(name, { policy });
    const object = await env.waitReady(name, 'False');
    expect(readyOf(object)).toMatchObject(expected);
    const [first] = conditionsOf(object);
    const isStalled = Object(expected).reason === 'InvalidPolicy';
    expect(first.type).toBe(isStalled ? 'Stalled' : 'Reconciling');
    expect(object.status?.observedGeneration).toBe(isStalled ? 1 : -1);
  });

  it('waits for tags, and takes them when they come', async () => {
    await createPolicy('early');
    const missing = await env.waitReady('early', 'False');
    expect(readyOf(missing)).toMatchObject({
      reason: 'DependencyNotReady',
      message:
        'failed to get the referred ImageRepository: referenced ImageRepository does not exist: ImageRepository.image.toolkit.fluxcd.io "early" not found',
    });
    await createRepository('early', []);
    const empty = await env.waitFor('early', object =>
      Boolean(readyOf(object)?.message.includes('no tags in database')),
    );
    expect(readyOf(empty)).toMatchObject({
      reason: 'DependencyNotReady',
      message: 'retrying in 0s error: no tags in database',
    });
    env.push('org/early', ['v1']);
    await scan('early');
    await env.waitReady('early');
  });

  it('of a repository with another image waits for its tags', async () => {
    await createRepository('moved', ['v1']);
    await createPolicy('moved');
    await env.waitReady('moved');
    const image = env.imageOf('org/elsewhere');
    const key = { namespace: env.namespace, name: 'moved' };
    await env.client.patch(REPOSITORY, key, { spec: { image } });
    await env.reconcile('moved');
    const name = env.imageOf('org/moved');
    expect((await env.read('moved')).status?.latestRef).toEqual({
      name,
      tag: 'v1',
    });
    env.push('org/elsewhere', ['v7']);
    await scan('moved');
    const { status } = await env.waitFor('moved', hasTag('v7'));
    expect(status?.latestRef?.name).toBe(image);
  });

  it('says what is wrong with the image', async () => {
    await createRepository('url', [], { image: 'https://x' });
    await createPolicy('url');
    expect(readyOf(await env.waitReady('url', 'False'))).toMatchObject({
      reason: 'ImageURLInvalid',
    });
  });
});

describe('IM-9 an ImageRepository of another namespace', () => {
  const other = { name: 'shared', namespace: 'images' };
  const selector = (matchLabels?: Record<string, string>) => ({
    accessFrom: { namespaceSelectors: [{ matchLabels }] },
  });

  it('has to let the policy in', async () => {
    await env.createNamespace('images');
    await createRepository('shared', ['v1'], {}, 'images');
    await createPolicy('guest', { imageRepositoryRef: other });
    const why = 'failed to get the referred ImageRepository: access denied: ';
    const denied = await env.waitReady('guest', 'False');
    expect(conditionsOf(denied)).toMatchObject([
      { type: 'Reconciling' },
      {
        reason: 'AccessDenied',
        message: `${why}'images/shared' can't be accessed due to missing ACL labels on 'accessFrom'`,
      },
    ]);
    const patch = (spec: object) =>
      env.client.patch(REPOSITORY, other, { spec });
    await patch(selector({ team: 'a' }));
    await env.waitFor(
      'guest',
      object =>
        readyOf(object)?.message ===
        `${why}'images/shared' can't be accessed due to ACL labels mismatch on namespace 'apps'`,
    );
    const labels = { team: 'a' };
    const namespace = { apiVersion: 'v1', kind: 'Namespace' };
    await env.client.patch(
      namespace,
      { name: 'apps' },
      { metadata: { labels } },
    );
    await env.waitReady('guest');
  });

  it('lets in all namespaces by a selector without labels', async () => {
    await createRepository('open', ['v1'], selector(), 'images');
    const imageRepositoryRef = { name: 'open', namespace: 'images' };
    await createPolicy('stranger', { imageRepositoryRef });
    await env.waitReady('stranger');
  });
});
