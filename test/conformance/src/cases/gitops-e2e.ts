import { ApiObject } from '../Api';
import { expectEqual } from '../expect';
import { GitOps } from '../GitOps';
import {
  applyObjects,
  conditionsOf,
  configMap,
  read,
  waitApplied,
  waitValue,
  WAIT_MS,
  withGitOps,
} from '../gitopsRun';
import { ConformanceCase, Target } from '../Target';

async function followCommits(target: Target, gitops: GitOps): Promise<void> {
  const first = await gitops.push(
    {
      'deploy/a.yaml': configMap('a', 'one'),
      'deploy/b.yaml': configMap('b', 'one'),
    },
    'first',
  );
  await applyObjects(target, gitops);
  const object = await waitApplied(target, first);
  const stored = `stored artifact for revision 'main@sha1:${first}'`;
  expectEqual(
    conditionsOf(await read(target, 'gitrepository/app')),
    [
      ['Ready', 'True', 'Succeeded', stored],
      ['ArtifactInStorage', 'True', 'Succeeded', stored],
    ],
    'conditions of the source',
  );
  expectEqual(
    conditionsOf(object),
    [
      [
        'Ready',
        'True',
        'ReconciliationSucceeded',
        `Applied revision: main@sha1:${first}`,
      ],
    ],
    'conditions of the Kustomization',
  );
  await target.kubectl([
    'wait',
    '--for=condition=Ready',
    'kustomization/app',
    'gitrepository/app',
    '--timeout=10s',
  ]);
  const second = await gitops.push(
    { 'deploy/a.yaml': configMap('a', 'two'), 'deploy/b.yaml': undefined },
    'second',
  );
  await waitApplied(target, second);
  await waitValue(target, 'a', 'two');
  await waitValue(target, 'b', undefined);
}

async function repairDrift(target: Target): Promise<void> {
  await target.kubectl(['delete', 'configmap/a']);
  await waitValue(target, 'a', 'two');
  const patch = '{"data":{"key":"edited"}}';
  await target.kubectl(['patch', 'configmap/a', '--type=merge', '-p', patch]);
  await waitValue(target, 'a', 'two');
}

async function surviveBrokenCommit(target: Target, gitops: GitOps) {
  await gitops.push({ 'deploy/a.yaml': 'kind: [broken\n' }, 'broken');
  const message = await target.eventually(
    'the broken file is named',
    async () => {
      const object = await read(target, 'kustomization/app');
      const ready = object?.status?.conditions?.find(
        ({ type }: ApiObject) => type === 'Ready',
      );
      return ready?.reason === 'BuildFailed' && String(ready.message);
    },
    WAIT_MS,
  );
  expectEqual(/a\.yaml/.test(message), true, `file in: ${message}`);
  await waitValue(target, 'a', 'two');
  const fixed = await gitops.push(
    { 'deploy/a.yaml': configMap('a', 'three') },
    'fixed',
  );
  await waitApplied(target, fixed);
  await waitValue(target, 'a', 'three');
}

async function surviveLostServer(target: Target, gitops: GitOps) {
  await gitops.stopGit();
  await gitops.request('gitrepository/app');
  await target.eventually(
    'the source is not Ready',
    async () => {
      const object = await read(target, 'gitrepository/app');
      return object?.status?.conditions?.some(
        ({ type, reason }: ApiObject) =>
          type === 'Ready' && reason === 'GitOperationFailed',
      );
    },
    WAIT_MS,
  );
  await waitValue(target, 'a', 'three');
  await gitops.startGit();
  await target.kubectl([
    'wait',
    '--for=condition=Ready',
    'gitrepository/app',
    '--timeout=40s',
  ]);
}

async function surviveKill(target: Target, gitops: GitOps): Promise<void> {
  const many = Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [
      `deploy/many-${index}.yaml`,
      configMap(`many-${index}`, 'x'),
    ]),
  );
  const commit = await gitops.push(many, 'many');
  const count = async () => {
    const names = await target.kubectl(['get', 'configmap', '-o', 'name']);
    return names.split('\n').filter(name => name.includes('many-')).length;
  };
  await target.eventually(
    'some are applied',
    async () => (await count()) > 5,
    WAIT_MS,
  );
  await gitops.killControllers();
  await gitops.startControllers();
  const object = await waitApplied(target, commit);
  expectEqual(await count(), 120, 'objects after the restart');
  expectEqual(
    object.status.inventory.entries.length,
    121,
    'entries of the inventory',
  );
}

async function removeAll(target: Target): Promise<void> {
  await target.kubectl(['delete', 'kustomization/app', '--timeout=60s']);
  await waitValue(target, 'a', undefined);
  await target.kubectl(['delete', 'gitrepository/app', '--timeout=30s']);
}

/** GitRepository → Kustomization → objects, as somebody lives through it. */
export const gitopsCases: ConformanceCase[] = [
  {
    name: 'a commit is applied, changed, pruned, repaired, and outlives failures',
    run: target =>
      withGitOps(target, async gitops => {
        await followCommits(target, gitops);
        await repairDrift(target);
        await surviveBrokenCommit(target, gitops);
        await surviveLostServer(target, gitops);
        await surviveKill(target, gitops);
        await removeAll(target);
      }),
  },
];
