import { existsSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { expectEqual } from '../expect';
import { GitOps } from '../GitOps';
import { applyObjects, read, waitApplied, withGitOps } from '../gitopsRun';
import { ConformanceCase, Target } from '../Target';

const FILES = ['configmap.yaml', 'secret.yaml'];
const CIPHERTEXT = /ENC\[AES256_GCM/;

/** A file of the demo, found from the working directory up. */
function demoFile(path: string): string {
  for (let at = process.cwd(); at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'demo', path);
    if (existsSync(file)) return readFileSync(file, 'utf8');
  }
  throw new Error('run the cases inside the repository');
}

const SPEC = `
  decryption: { provider: sops, secretRef: { name: sops-age } }
  postBuild:
    substitute: { unused: x }
    substituteFrom: [{ kind: ConfigMap, name: cluster-settings }]`;

function settings(clusterName: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cluster-settings' },
    data: { cluster_name: clusterName },
  });
}

async function applyKeysAndSettings({ kubectl }: Target): Promise<void> {
  const keys = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'sops-age' },
    stringData: { 'demo.agekey': demoFile('cluster/demo.agekey') },
  };
  await kubectl(['apply', '-f', '-'], JSON.stringify(keys));
  await kubectl(['apply', '-f', '-'], settings('first'));
}

async function tokenOf(target: Target): Promise<string> {
  const secret = await read(target, 'secret/podinfo');
  const token = secret?.data?.PODINFO_TOKEN ?? '';
  return Buffer.from(token, 'base64').toString();
}

const messageOf = async (target: Target) =>
  (await read(target, 'configmap/podinfo'))?.data?.PODINFO_UI_MESSAGE;

async function openDemo(target: Target, gitops: GitOps): Promise<void> {
  const files = FILES.map((name): [string, string] => [
    `deploy/${name}`,
    demoFile(`repository/apps/podinfo/${name}`),
  ]);
  await applyKeysAndSettings(target);
  const commit = await gitops.push(Object.fromEntries(files), 'demo');
  await applyObjects(target, gitops, SPEC.slice(1));
  await waitApplied(target, commit);
  const token = await tokenOf(target);
  expectEqual(token.length > 0, true, 'the token is there');
  expectEqual(CIPHERTEXT.test(token), false, 'the token is ciphertext');
  expectEqual(await messageOf(target), 'Hello from first', 'the message');
}

async function followVariable(target: Target, gitops: GitOps): Promise<void> {
  const token = await tokenOf(target);
  await target.kubectl(['apply', '-f', '-'], settings('second'));
  await gitops.request('kustomization/app');
  await target.eventually(
    'the variable is followed',
    async () => (await messageOf(target)) === 'Hello from second',
  );
  expectEqual(await tokenOf(target), token, 'the token afterwards');
}

/** Without its key, what runs stays and no ciphertext is applied. */
async function loseKey(target: Target, gitops: GitOps): Promise<void> {
  const token = await tokenOf(target);
  await target.kubectl(['delete', 'secret/sops-age']);
  await gitops.request('kustomization/app');
  const message = await target.eventually('the lost key is told', async () => {
    const object = await read(target, 'kustomization/app');
    const ready = object?.status?.conditions?.find(
      ({ type }: { type: string }) => type === 'Ready',
    );
    return ready?.reason === 'BuildFailed' && String(ready.message);
  });
  expectEqual(message, 'secrets "sops-age" not found', 'the message');
  expectEqual(await tokenOf(target), token, 'the token without the key');
}

/** The demo's encrypted Secret and its variable, from Git to the cluster. */
export const gitopsSecretCases: ConformanceCase[] = [
  {
    name: 'an encrypted Secret and a cluster variable arrive in plain text',
    run: target =>
      withGitOps(target, async gitops => {
        await openDemo(target, gitops);
        await followVariable(target, gitops);
        await loseKey(target, gitops);
      }),
  },
];
