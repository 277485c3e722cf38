import { MediaType, startRegistry } from '@backstage-gitops/oci';
import { expectEqual } from '../../expect';
import { TYPES } from '../Bench';
import type { Bench } from '../Bench';
import { conditionsOf } from '../readObjects';
import type { Statement } from '../Statement';

const AUTOMATION = 'ImageUpdateAutomation';
const AUTHOR = { name: 'Flux', email: 'flux@example.com' };

/** A manifest with a marked image, as the bench's policy names it. */
function manifest({ namespace }: Bench, image: string): string {
  return `kind: Deployment\nmetadata: {name: web}\nimage:   '${image}' # {"$imagepolicy": "${namespace}:app"}\n`;
}

/** A policy that has chosen the newest tag of a registry; the image without its tag. */
async function withPolicy(
  bench: Bench,
  tags: readonly string[],
  work: (image: string) => Promise<void>,
): Promise<void> {
  const registry = await startRegistry();
  try {
    for (const tag of tags) {
      registry.store.addManifest('org/app', tag, {
        bytes: Buffer.from(JSON.stringify({ tag })),
        mediaType: MediaType.ociManifest,
      });
    }
    const image = `${registry.host}/org/app`;
    await bench.create({
      ...TYPES.ImageRepository,
      metadata: { name: 'app' },
      spec: { interval: '1h', image, insecure: true },
    } as never);
    await bench.create({
      ...TYPES.ImagePolicy,
      metadata: { name: 'app' },
      spec: {
        imageRepositoryRef: { name: 'app' },
        policy: { semver: { range: '*' } },
      },
    } as never);
    await bench.ready('ImagePolicy', 'app');
    await work(image);
  } finally {
    await registry.stop();
  }
}

async function automate(bench: Bench, spec: object = {}): Promise<void> {
  await bench.create({
    ...TYPES.ImageUpdateAutomation,
    metadata: { name: 'app' },
    spec: {
      interval: '1h',
      sourceRef: { kind: 'GitRepository', name: 'app' },
      git: { commit: { author: AUTHOR } },
      ...spec,
    },
  } as never);
}

/** Text of a file of a branch, as the server has it. */
function textOf(bench: Bench, branch: string): string {
  bench.git('fetch', '-q', 'origin');
  return `${bench.git('show', `origin/${branch}:a.yaml`)}\n`;
}

async function expectCommit(bench: Bench): Promise<void> {
  await withPolicy(bench, ['1.0.0', '1.1.0'], async image => {
    await bench.push({ 'a.yaml': manifest(bench, `${image}:1.0.0`) });
    await bench.source();
    await automate(bench);
    const object = await bench.ready(AUTOMATION, 'app');
    const { lastPushCommit: commit, ...status } = object.status;
    expectEqual(
      textOf(bench, 'main'),
      manifest(bench, `${image}:1.1.0`),
      'file',
    );
    expectEqual(
      bench.git('log', '-1', '--format=%H %an %B', 'origin/main').trim(),
      `${commit} Flux Update from image update automation`,
      'commit',
    );
    expectEqual(
      [conditionsOf(object), status.observedSourceRevision],
      [
        [['Ready', 'True', 'Succeeded', 'repository up-to-date']],
        `main@sha1:${commit}`,
      ],
      'status',
    );
    expectEqual(
      status.observedPolicies,
      { app: { name: image, tag: '1.1.0' } },
      'observed policies',
    );
  });
}

async function expectPushBranch(bench: Bench): Promise<void> {
  await withPolicy(bench, ['2.0.0'], async image => {
    const text = manifest(bench, `${image}:1.0.0`);
    const revision = await bench.push({ 'a.yaml': text });
    await bench.source();
    await automate(bench, {
      git: { commit: { author: AUTHOR }, push: { branch: 'auto' } },
    });
    const { status } = await bench.ready(AUTOMATION, 'app');
    expectEqual(status.observedSourceRevision, revision, 'observed revision');
    expectEqual(textOf(bench, 'main'), text, 'main');
    expectEqual(
      textOf(bench, 'auto'),
      manifest(bench, `${image}:2.0.0`),
      'auto',
    );
  });
}

async function expectStalled(bench: Bench): Promise<void> {
  await bench.push({ 'a.yaml': 'a: 1\n' });
  await bench.source();
  await automate(bench, {
    policySelector: { matchExpressions: [{ key: 'a', operator: 'Near' }] },
  });
  const object = await bench.failed('InvalidPolicySelector', AUTOMATION, 'app');
  const message =
    'failed to parse policy selector: "Near" is not a valid label selector operator';
  expectEqual(
    conditionsOf(object),
    [
      ['Stalled', 'True', 'InvalidPolicySelector', message],
      ['Ready', 'False', 'InvalidPolicySelector', message],
    ],
    'conditions',
  );
}

/** ImageUpdateAutomations and the commits that they make. */
export const imageAutomationStatements: readonly Statement[] = [
  {
    name: 'IM-10 IM-11 IM-15 an ImageUpdateAutomation sets the marked image and keeps every other byte',
    run: expectCommit,
  },
  {
    name: 'IM-12 a push branch is created from the checkout, which stays',
    run: expectPushBranch,
  },
  {
    name: 'IM-16 a selector that is none stalls an ImageUpdateAutomation',
    run: expectStalled,
  },
];
