import { createSshKey } from '@backstage-gitops/git';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { conditionsOf } from '../../__testUtils__/SourceTestEnvironment';
import {
  AutomationEnvironment,
  deployment,
} from './testing/AutomationEnvironment';

const env = new AutomationEnvironment();
const AUTHOR = { email: 'flux@example.com', name: 'Flux' };

beforeAll(async () => {
  await env.start();
  await env.choose('web', { name: 'acme/web', tag: '1.1.0' }, { team: 'a' });
}, 60_000);
afterAll(() => env.stop());

describe('an ImageUpdateAutomation', () => {
  it('IM-13 IM-15 commits the images that policies have chosen', async () => {
    await env.createRepository('plain', {
      'apps/web.yaml': deployment('acme/web:1.0.0'),
      'other.txt': '"$imagepolicy"',
    });
    await env.automate('plain', {
      update: { path: './apps', strategy: 'Setters' },
      git: {
        commit: {
          author: AUTHOR,
          messageTemplate:
            '{{ range $f, $_ := .Changed.FileChanges }}{{ $f }}{{ end }}: {{ range .Changed.Changes }}{{ .NewValue }}{{ end }}',
        },
      },
    });
    const object = await env.waitReady('plain');
    const head = env.inServer('plain', 'rev-parse', 'main');
    expect(env.inServer('plain', 'show', 'main:apps/web.yaml')).toBe(
      deployment('acme/web:1.1.0').trimEnd(),
    );
    expect(
      env.inServer('plain', 'log', '-1', '--format=%an %ae|%B', 'main'),
    ).toBe('Flux flux@example.com|web.yaml: acme/web:1.1.0');
    expect(conditionsOf(object)).toEqual([
      {
        type: 'Ready',
        status: 'True',
        reason: 'Succeeded',
        message: 'repository up-to-date',
        observedGeneration: 1,
      },
    ]);
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      lastPushCommit: head,
      lastPushTime: expect.any(String),
      lastAutomationRunTime: expect.any(String),
      observedPolicies: { web: { name: 'acme/web', tag: '1.1.0' } },
      observedSourceRevision: `main@sha1:${head}`,
    });
    expect(await env.waitEvent('plain', 'Succeeded')).toMatchObject({
      type: 'Normal',
      message: `pushed commit '${head.slice(
        0,
        7,
      )}' to branch 'main'\nweb.yaml: acme/web:1.1.0`,
    });
  });

  it('IM-15 clones nothing while neither the policies nor the branch have changed', async () => {
    await env.createRepository('quiet', { 'a.yaml': 'a: 1\n' });
    await env.automate('quiet');
    await env.waitReady('quiet');
    const asked = env.git.requests.length;
    await env.reconcile('quiet');
    expect(env.git.requests.slice(asked)).toEqual([
      'GET /quiet.git/info/refs?service=git-upload-pack',
    ]);
    const events = await env.events('quiet');
    expect(events.map(({ message }) => message)).toContain(
      'no change since last reconciliation',
    );
  });

  it('IM-15 runs when a policy chooses another image', async () => {
    await env.choose('late', { name: 'acme/late', tag: '1' });
    await env.createRepository('policy', {
      'a.yaml': deployment('acme/late:0', 'apps:late'),
    });
    await env.automate('policy');
    const first = await env.waitReady('policy');
    await env.choose('late', { name: 'acme/late', tag: '2' });
    const pushed = first.status?.lastPushCommit;
    await env.waitFor(
      'policy',
      ({ status }) => status?.lastPushCommit !== pushed,
    );
    expect(env.inServer('policy', 'show', 'main:a.yaml')).toBe(
      deployment('acme/late:2', 'apps:late').trimEnd(),
    );
  });

  it('IM-12 creates the push branch from the checkout, and builds on it afterwards', async () => {
    const first = await env.createRepository('branch', {
      'a.yaml': deployment('acme/web:1.0.0'),
    });
    await env.choose('branched', { name: 'acme/b', tag: '1' });
    env.repositories.commit('branch', {
      'b.yaml': deployment('acme/b:0', 'apps:branched'),
    });
    const main = env.inServer('branch', 'rev-parse', 'main');
    env.inServer('branch', 'config', 'receive.advertisePushOptions', 'true');
    env.hook('branch', 'echo "$GIT_PUSH_OPTION_0" > options');
    await env.automate('branch', {
      git: {
        commit: { author: AUTHOR },
        push: {
          branch: 'auto',
          refspec: 'refs/heads/auto:refs/heads/copy',
          options: { 'ci.skip': 'true' },
        },
      },
    });
    const object = await env.waitReady('branch');
    expect(env.inServer('branch', 'rev-parse', 'main')).toBe(main);
    expect(env.serverFile('branch', 'options')).toBe('ci.skip=true\n');
    expect(env.inServer('branch', 'rev-parse', 'auto~1')).toBe(main);
    expect(env.inServer('branch', 'rev-parse', 'copy')).toBe(
      object.status?.lastPushCommit,
    );
    expect(object.status?.observedSourceRevision).toBe(`main@sha1:${main}`);
    expect((await env.waitEvent('branch', 'Succeeded')).message).toContain(
      "to branch 'auto' and refspecs 'refs/heads/auto:refs/heads/copy'",
    );
    await env.choose('branched', { name: 'acme/b', tag: '2' });
    const next = await env.waitFor(
      'branch',
      ({ status }) => status?.lastPushCommit !== object.status?.lastPushCommit,
    );
    expect(env.inServer('branch', 'rev-parse', 'auto~2')).toBe(main);
    expect(next.status?.lastPushCommit).not.toBe(first);
  });

  it('IM-11 uses the policies that policySelector selects', async () => {
    await env.choose('unlabelled', { name: 'acme/x', tag: '9' });
    const text = `${deployment('acme/web:1.0.0')}---\n${deployment(
      'acme/x:1',
      'apps:unlabelled',
    )}`;
    await env.createRepository('select', { 'a.yaml': text });
    await env.automate('select', {
      policySelector: {
        matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }],
      },
    });
    const { status } = await env.waitReady('select');
    expect(Object.keys(status?.observedPolicies ?? {})).toEqual(['web']);
    expect(env.inServer('select', 'show', 'main:a.yaml')).toBe(
      text.replace('web:1.0.0', 'web:1.1.0').trimEnd(),
    );
  });

  it.each([
    [
      'InvalidPolicySelector',
      {
        policySelector: { matchExpressions: [{ key: 'a', operator: 'Near' }] },
      },
      'failed to parse policy selector: "Near" is not a valid label selector operator',
    ],
    [
      'InvalidSourceConfiguration',
      { git: undefined },
      "source kind 'GitRepository' necessitates field .spec.git: invalid source configuration",
    ],
  ])('IM-16 is stalled with %s', async (reason, spec, message) => {
    const name = reason.toLowerCase();
    await env.automate(name, spec, 'quiet');
    const object = await env.waitReady(name, 'False');
    expect(conditionsOf(object)).toEqual(
      ['Stalled', 'Ready'].map(type => ({
        ...{ type, reason, message, observedGeneration: 1 },
        status: type === 'Ready' ? 'False' : 'True',
      })),
    );
    expect(await env.waitEvent(name, reason)).toMatchObject({
      type: 'Warning',
      message,
    });
  });

  it.each([
    [
      'SourceManagerFailed',
      'no-repository',
      { sourceRef: { kind: 'GitRepository' as const, name: 'nowhere' } },
      'failed configuring source manager: referenced git repository does not exist: GitRepository.source.toolkit.fluxcd.io "nowhere" not found',
    ],
    [
      'SourceManagerFailed',
      'no-key',
      {
        git: {
          commit: {
            author: AUTHOR,
            signingKey: { secretRef: { name: 'nowhere' } },
          },
        },
      },
      'failed configuring source manager: could not find signing key secret \'nowhere\': secrets "nowhere" not found',
    ],
    [
      'UpdateFailed',
      'no-path',
      { update: { path: 'nowhere', strategy: 'Setters' as const } },
      'failed to apply policies: walking path for files: lstat nowhere: no such file or directory',
    ],
    [
      'GitOperationFailed',
      'no-branch',
      {
        git: {
          commit: { author: AUTHOR },
          checkout: { ref: { branch: 'nowhere' } },
        },
      },
      'couldn\'t find remote ref "refs/heads/nowhere"',
    ],
  ])('IM-16 retries after %s: %s', async (reason, name, spec, message) => {
    await env.automate(name, spec, 'quiet');
    const object = await env.waitReady(name, 'False');
    const [reconciling, ready] = conditionsOf(object);
    expect(reconciling).toMatchObject({
      type: 'Reconciling',
      reason: 'ProgressingWithRetry',
    });
    expect(ready).toMatchObject({ type: 'Ready', reason });
    expect(ready.message).toContain(message);
    await env.delete(name);
  });

  it('IM-14 signs its commits with the SSH key of a Secret', async () => {
    await env.createRepository('signed', {
      'a.yaml': deployment('acme/web:1.0.0'),
    });
    const { privateKey, publicKey } = createSshKey();
    await env.client.create<UnstructuredObject>({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'signing', namespace: env.namespace },
      stringData: { identity: privateKey },
    });
    const signingKey = {
      type: 'ssh' as const,
      secretRef: { name: 'signing' },
    };
    await env.automate('signed', {
      git: { commit: { author: AUTHOR, signingKey } },
    });
    await env.waitReady('signed');
    const commit = env.inServer('signed', 'cat-file', 'commit', 'main');
    const armored = /-----BEGIN SSH SIGNATURE-----([^-]+)-----END/.exec(commit);
    const signature = Buffer.from(armored?.[1] ?? '', 'base64');
    const key = Buffer.from(publicKey.split(' ')[1], 'base64');
    expect(signature.includes(key)).toBe(true);
  });

  it('IM-14 tells a signing key that the Secret does not have', async () => {
    const signingKey = { secretRef: { name: 'signing' } };
    await env.automate(
      'unsigned',
      { git: { commit: { author: AUTHOR, signingKey } } },
      'quiet',
    );
    const object = await env.waitReady('unsigned', 'False');
    expect(conditionsOf(object).at(-1)?.message).toContain(
      "signing key secret 'signing' does not contain a 'git.asc' key",
    );
    await env.delete('unsigned');
  });

  it('does nothing while it is suspended, and goes when it is deleted', async () => {
    await env.createRepository('suspended', {
      'a.yaml': deployment('acme/web:1.0.0'),
    });
    await env.automate('suspended', { suspend: true });
    await env.waitFor('suspended', ({ metadata }) =>
      Boolean(metadata.finalizers?.length),
    );
    expect(env.inServer('suspended', 'rev-list', '--count', 'main')).toBe('1');
    await env.patch('suspended', { spec: { suspend: false } });
    await env.waitReady('suspended');
    expect(env.inServer('suspended', 'rev-list', '--count', 'main')).toBe('2');
    await env.delete('suspended');
    await expect(env.waitFor('suspended', () => false, 5_000)).rejects.toThrow(
      'not found',
    );
  });
});
