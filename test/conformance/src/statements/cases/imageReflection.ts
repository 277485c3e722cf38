import { MediaType, startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import { expectEqual } from '../../expect';
import { TYPES } from '../Bench';
import type { Bench } from '../Bench';
import { conditionsOf, expectFailure } from '../readObjects';
import type { Statement } from '../Statement';

const [REPOSITORY, POLICY] = ['ImageRepository', 'ImagePolicy'] as const;

/** A registry of the case's own, with tags of `org/app`. */
async function withTags(
  tags: readonly string[],
  work: (registry: RegistryServer) => Promise<void>,
): Promise<void> {
  const registry = await startRegistry();
  try {
    tags.forEach(tag => push(registry, tag));
    await work(registry);
  } finally {
    await registry.stop();
  }
}

/** Tags an image; its digest. */
function push({ store }: RegistryServer, tag: string, content = tag): string {
  return store.addManifest('org/app', tag, {
    bytes: Buffer.from(JSON.stringify({ content })),
    mediaType: MediaType.ociManifest,
  });
}

const imageOf = ({ host }: RegistryServer) => `${host}/org/app`;

async function repository(bench: Bench, spec: object, name = 'app') {
  await bench.create({
    ...TYPES.ImageRepository,
    metadata: { name },
    spec: { interval: '1h', ...spec },
  } as never);
}

async function policy(bench: Bench, name: string, spec: object) {
  await bench.create({
    ...TYPES.ImagePolicy,
    metadata: { name },
    spec: { imageRepositoryRef: { name: 'app' }, ...spec },
  } as never);
}

const tagOf = async (bench: Bench, name: string) =>
  (await bench.ready(POLICY, name)).status.latestRef.tag;

async function expectScan(bench: Bench): Promise<void> {
  await withTags(['a', 'b', 'sha256-0.sig'], async registry => {
    const image = imageOf(registry);
    await repository(bench, { image });
    const object = await bench.ready(REPOSITORY);
    const { status } = object;
    const message = 'successful scan: found 2 tags with checksum 183370288';
    expectEqual(
      conditionsOf(object),
      [['Ready', 'True', 'Succeeded', message]],
      'conditions',
    );
    const { scanTime, ...result } = status.lastScanResult;
    expectEqual(
      [result, status.canonicalImageName, status.observedExclusionList],
      [
        { latestTags: ['b', 'a'], revision: '183370288', tagCount: 2 },
        image,
        ['^.*\\.sig$'],
      ],
      'status',
    );
    expectEqual(Number.isNaN(Date.parse(scanTime)), false, 'scanTime');
    const [event] = await bench.events('successful scan', 'app', REPOSITORY);
    expectEqual([event.type, event.reason], ['Normal', 'Succeeded'], 'event');
  });
}

async function expectRescans(bench: Bench): Promise<void> {
  await withTags(['a', 'b'], async registry => {
    await repository(bench, { image: imageOf(registry) });
    await bench.ready(REPOSITORY);
    const scans = () =>
      registry.requests.filter(each => each.includes('tags/list')).length;
    const change = async (spec: object, generation: number) => {
      await bench.patch(REPOSITORY, 'app', { spec });
      return bench.until(
        REPOSITORY,
        'app',
        ({ status }) => status.observedGeneration === generation,
      );
    };
    await change({ timeout: '30s' }, 2);
    expectEqual(scans(), 1, 'scans after another timeout');
    const object = await change({ exclusionList: ['^a'] }, 3);
    expectEqual(scans(), 2, 'scans after another exclusionList');
    expectEqual(object.status.lastScanResult.latestTags, ['b'], 'tags');
    await bench.request(REPOSITORY, 'app');
    expectEqual(scans(), 3, 'scans after a request');
  });
}

async function expectStalled(bench: Bench): Promise<void> {
  await repository(bench, { image: 'https://example.com/a' }, 'scheme');
  await repository(bench, { image: 'example.com/a/b:v1' }, 'tag');
  const reason = 'ImageURLInvalid';
  const scheme = await bench.failed(reason, REPOSITORY, 'scheme');
  expectFailure(
    scheme,
    reason,
    "image 'https://example.com/a' should not include URL scheme; remove 'https://'",
  );
  expectEqual(
    conditionsOf(scheme)[0].slice(0, 3),
    ['Stalled', 'True', reason],
    'Stalled',
  );
  expectFailure(
    await bench.failed(reason, REPOSITORY, 'tag'),
    reason,
    "image 'example.com/a/b:v1' should not include a tag; remove ':v1'",
  );
}

async function expectShared(bench: Bench): Promise<void> {
  await withTags(['a', 'b'], async registry => {
    const image = imageOf(registry);
    await repository(bench, { image });
    await bench.ready(REPOSITORY);
    await repository(bench, { image, exclusionList: ['^b'] }, 'other');
    await bench.ready(REPOSITORY, 'other');
    await policy(bench, 'last', { policy: { alphabetical: {} } });
    expectEqual(await tagOf(bench, 'last'), 'a', 'tag');
  });
}

const POLICIES: Readonly<Record<string, [object, string]>> = {
  semver: [{ policy: { semver: { range: '1.x' } } }, '1.10.0'],
  last: [{ policy: { alphabetical: {} } }, 'main-b-9'],
  first: [{ policy: { alphabetical: { order: 'desc' } } }, '1.10.0'],
};

async function expectPolicies(bench: Bench): Promise<void> {
  const tags = ['1.2.0', '1.10.0', '1.11', 'main-a-12', 'main-b-9'];
  await withTags(tags, async registry => {
    await repository(bench, { image: imageOf(registry) });
    for (const [name, [spec]] of Object.entries(POLICIES)) {
      await policy(bench, name, spec);
    }
    await policy(bench, 'numbers', { policy: { numerical: {} } });
    for (const [name, [, tag]] of Object.entries(POLICIES)) {
      expectEqual(await tagOf(bench, name), tag, name);
    }
    expectFailure(
      await bench.failed('Failure', POLICY, 'numbers'),
      'Failure',
      /^failed to parse invalid numeric value '/,
    );
  });
}

async function expectExtract(bench: Bench): Promise<void> {
  const tags = ['main-a-12', 'main-b-9', 'dev-c-99'];
  await withTags(tags, async registry => {
    await repository(bench, { image: imageOf(registry) });
    const filterTags = {
      pattern: '^main-[a-f]+-(?P<ts>[0-9]+)$',
      extract: '$ts',
    };
    await policy(bench, 'newest', { filterTags, policy: { numerical: {} } });
    const { status } = await bench.ready(POLICY, 'newest');
    expectEqual(
      status.latestRef,
      { name: imageOf(registry), tag: 'main-a-12' },
      'latestRef',
    );
  });
}

async function expectDigests(bench: Bench): Promise<void> {
  await withTags(['v1'], async registry => {
    const digest = push(registry, 'v1');
    const name = imageOf(registry);
    await repository(bench, { image: name });
    const byName = { policy: { alphabetical: {} } };
    await policy(bench, 'never', byName);
    const once = { ...byName, digestReflectionPolicy: 'IfNotPresent' };
    await policy(bench, 'once', once);
    const refOf = async (of: string) =>
      (await bench.ready(POLICY, of)).status.latestRef;
    expectEqual(await refOf('never'), { name, tag: 'v1' }, 'never');
    expectEqual(await refOf('once'), { digest, name, tag: 'v1' }, 'once');
    push(registry, 'v1', 'moved');
    await bench.request(POLICY, 'once');
    expectEqual(await refOf('once'), { digest, name, tag: 'v1' }, 'once again');
  });
}

async function expectPrevious(bench: Bench): Promise<void> {
  await withTags(['v1'], async registry => {
    const name = imageOf(registry);
    await repository(bench, { image: name });
    await policy(bench, 'app', { policy: { alphabetical: {} } });
    await bench.ready(POLICY);
    push(registry, 'v2');
    await bench.request(REPOSITORY, 'app');
    const object = await bench.until(
      POLICY,
      'app',
      ({ status }) => status.latestRef.tag === 'v2',
    );
    const message = `Latest image tag for ${name} resolved to v2 (previously ${name}:v1)`;
    expectEqual(
      conditionsOf(object),
      [['Ready', 'True', 'Succeeded', message]],
      'conditions',
    );
    const { observedPreviousRef } = object.status;
    expectEqual(observedPreviousRef, { name, tag: 'v1' }, 'previous');
    await bench.events(message, 'app', POLICY);
  });
}

async function expectInvalid(bench: Bench): Promise<void> {
  await withTags(['v1'], async registry => {
    await repository(bench, { image: imageOf(registry) });
    await policy(bench, 'range', { policy: { semver: { range: 'nope' } } });
    const object = await bench.failed('InvalidPolicy', POLICY, 'range');
    const message = 'invalid policy: improper constraint: "nope"';
    expectEqual(
      conditionsOf(object),
      [
        ['Stalled', 'True', 'InvalidPolicy', message],
        ['Ready', 'False', 'InvalidPolicy', message],
      ],
      'conditions',
    );
  });
}

async function expectAccess(bench: Bench): Promise<void> {
  const guests = `${bench.namespace}-guests`;
  const namespace = { apiVersion: 'v1', kind: 'Namespace' };
  const labels = { team: bench.namespace };
  await withTags(['v1'], async registry => {
    await repository(bench, { image: imageOf(registry) });
    await bench.client.create({
      ...namespace,
      metadata: { name: guests, labels },
    });
    const imageRepositoryRef = { name: 'app', namespace: bench.namespace };
    const guest = bench.in(guests);
    await policy(guest, 'guest', {
      ...{ imageRepositoryRef, policy: { alphabetical: {} } },
    });
    const denied = await guest.failed('AccessDenied', POLICY, 'guest');
    expectFailure(
      denied,
      'AccessDenied',
      `failed to get the referred ImageRepository: access denied: '${bench.namespace}/app' can't be accessed due to missing ACL labels on 'accessFrom'`,
    );
    const accessFrom = { namespaceSelectors: [{ matchLabels: labels }] };
    await bench.patch(REPOSITORY, 'app', { spec: { accessFrom } });
    expectEqual(await tagOf(guest, 'guest'), 'v1', 'tag');
    await guest.delete(POLICY, 'guest');
    await guest.untilGone(POLICY, 'guest');
    await bench.client.delete(namespace, { name: guests });
  });
}

/** Image reflection. */
export const imageReflectionStatements: readonly Statement[] = [
  {
    name: 'IM-1 a scan follows a request and what it depends on',
    run: expectRescans,
  },
  { name: 'IM-2 the status tells of the scan', run: expectScan },
  { name: 'IM-3 an image with scheme or tag is stalled', run: expectStalled },
  { name: 'IM-4 repositories of one image share its tags', run: expectShared },
  {
    name: 'IM-5 policies choose by version, text or number',
    run: expectPolicies,
  },
  { name: 'IM-6 what is extracted of a tag is ordered', run: expectExtract },
  { name: 'IM-7 the digest is looked up once', run: expectDigests },
  { name: 'IM-8 another choice names the one before', run: expectPrevious },
  { name: 'IM-8 a policy that is none is stalled', run: expectInvalid },
  { name: 'IM-9 another namespace needs accessFrom', run: expectAccess },
];
