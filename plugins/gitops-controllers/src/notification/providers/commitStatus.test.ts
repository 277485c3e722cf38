/** @jest-environment node */
import { generateKeyPairSync, verify } from 'node:crypto';
import { ScriptedService } from './__testUtils__/ScriptedService';
import { sampleEvent, sampleSettings } from './__testUtils__/samples';
import { azureDevOps } from './azureDevOps';
import { bitbucket } from './bitbucket';
import { bitbucketServer } from './bitbucketServer';
import { gitea } from './gitea';
import { github } from './github';
import { toComment } from './changeRequestComment';
import { githubPullRequestComment } from './githubPullRequestComment';
import { githubDispatch } from './githubDispatch';
import { gitlab } from './gitlab';
import type { ConversationProvider, ProviderSettings } from './ProviderType';

const SHA = 'dee2fdc2bb6b2ff2d6c4a9ddf2a2ac1da0d58a1c';
const ID = 'kustomization/podinfo/8ac0ffee';
const INFO = sampleEvent({
  severity: 'info',
  reason: 'ReconciliationSucceeded',
});

function deliver(
  provider: ConversationProvider,
  service: ScriptedService,
  changes: Partial<ProviderSettings> = {},
  event = INFO,
): Promise<void> {
  const settings = sampleSettings(provider.type, {
    address: 'https://git.example.com/owner/repo.git',
    token: 't',
    commitStatusId: ID,
    ...changes,
  });
  return provider.deliver(event, settings, service.exchange);
}

describe('github', () => {
  const list = `https://git.example.com/api/v3/repos/owner/repo/commits/${SHA}/statuses?per_page=50`;
  const posted = {
    state: 'success',
    description: 'reconciliation succeeded',
    context: ID,
  };

  it('NC-15 NC-18b reads, then posts', async () => {
    const service = new ScriptedService({ [`GET ${list}`]: [] });
    await deliver(github, service, { token: '', password: 'p' });
    expect(service.requests).toEqual([
      expect.objectContaining({ method: 'GET', url: list }),
      {
        method: 'POST',
        url: `https://git.example.com/api/v3/repos/owner/repo/statuses/${SHA}`,
        headers: expect.objectContaining({ Authorization: 'Bearer p' }),
        body: posted,
      },
    ]);
  });

  it('NC-15 does not post what the newest status says, but does an older one', async () => {
    const same = new ScriptedService({
      [`GET ${list}`]: [{ context: 'other' }, posted],
    });
    await deliver(github, same);
    expect(same.posted()).toEqual([]);
    const older = new ScriptedService({
      [`GET ${list}`]: [{ ...posted, state: 'failure' }, posted],
    });
    await deliver(github, older);
    expect(older.posted()).toEqual([posted]);
  });

  it.each([
    ['https://github.com/o/r', 'https://api.github.com/repos/o/r/'],
    ['git@github.com:o/r.git', 'https://api.github.com/repos/o/r/'],
    ['ssh://git@ghe.test/o/r', 'https://ghe.test/api/v3/repos/o/r/'],
    ['http://localhost:3000/o/r', 'http://localhost:3000/api/v3/repos/o/r/'],
    ['https://api.ghe.test/o/r', 'https://api.ghe.test/repos/o/r/'],
  ])('NC-14 asks the API of %s', async (address, start) => {
    const service = new ScriptedService({}, []);
    await deliver(github, service, { address });
    expect(service.requests[0].url.startsWith(start)).toBe(true);
  });

  it.each([
    ['commit', { commit: `x@sha1:${SHA}`, revision: 'oci@sha256:1' }],
    ['originRevision', { originRevision: `main/${SHA}`, revision: 'v1' }],
    ['revision', { revision: SHA }],
  ])('NC-15 takes the commit of %s', async (_, metadata) => {
    const service = new ScriptedService({}, []);
    await deliver(github, service, {}, sampleEvent({ metadata }));
    expect(service.requests[1]).toMatchObject({
      url: expect.stringContaining(`/statuses/${SHA}`),
      body: { state: 'failure', description: 'health check failed' },
    });
  });

  it.each([
    [undefined, 'missing revision metadata'],
    [{ revision: '6.0.0@sha256:abc' }, 'failed to extract commit hash'],
  ])('NC-15 needs a commit: %j', async (metadata, message) => {
    const service = new ScriptedService({}, []);
    const event = sampleEvent({ metadata });
    await expect(deliver(github, service, {}, event)).rejects.toMatchObject({
      code: 'event',
      message: expect.stringContaining(message),
    });
    expect(service.requests).toEqual([]);
  });

  it('NC-18b names what is missing, without secrets', async () => {
    const service = new ScriptedService({}, []);
    await expect(deliver(github, service, { token: '' })).rejects.toMatchObject(
      {
        code: 'settings',
        message:
          'Provider flux-system/sink (github): token is missing in the Secret, and so is githubAppID',
      },
    );
    for (const address of ['https://x.test/%zz', 'ftp://x.test/o/r', 'C:\\r']) {
      await expect(deliver(github, service, { address })).rejects.toMatchObject(
        {
          message:
            'Provider flux-system/sink (github): address is not the address of a Git repository',
        },
      );
    }
    await expect(
      deliver(github, service, { address: 'https://x.test/only' }),
    ).rejects.toMatchObject({
      message:
        'Provider flux-system/sink (github): address does not end in owner/repository',
    });
  });

  it('NC-14 githubdispatch posts the event, its kind as it is', async () => {
    const service = new ScriptedService({}, {});
    await deliver(githubDispatch, service);
    expect(service.requests).toMatchObject([
      {
        url: 'https://git.example.com/api/v3/repos/owner/repo/dispatches',
        body: {
          event_type: 'Kustomization/podinfo.flux-system',
          client_payload: INFO,
        },
      },
    ]);
  });
});

describe('GitHub App', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ecPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const app = { githubAppID: '12', githubAppPrivateKey: pem };
  const answers = {
    'GET https://api.github.com/users/me/installation': { id: 7 },
    'POST https://api.github.com/app/installations/7/access_tokens': {
      token: 'ghs_1',
    },
  };

  it('NC-18 SC-27 signs in as the installation of an owner', async () => {
    const service = new ScriptedService(answers, []).failing(
      'GET https://api.github.com/orgs/me/installation',
      404,
    );
    const secret = { ...app, githubAppInstallationOwner: 'me' };
    await deliver(github, service, { token: '', secret });
    const jwt = String(service.requests[0].headers?.Authorization).slice(7);
    const [head, claims, signature] = jwt.split('.');
    const decode = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(decode(head)).toEqual({ alg: 'RS256', typ: 'JWT' });
    const { iat, exp, iss } = decode(claims);
    expect([iss, exp - iat]).toEqual(['12', 120]);
    const signed = Buffer.from(`${head}.${claims}`);
    expect(
      verify(
        'RSA-SHA256',
        signed,
        publicKey,
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    expect(service.requests.at(-1)?.headers).toMatchObject({
      Authorization: 'Bearer ghs_1',
    });
  });

  it('NC-17 SC-27 comments as the App', async () => {
    const own = { id: 9, user: { login: 'my-app[bot]' }, body: '' };
    const settings = sampleSettings('githubpullrequestcomment', {
      address: 'https://github.com/o/r',
      secret: { ...app, githubAppInstallationID: '7' },
    });
    const event = sampleEvent({ metadata: { change_request: '1' } });
    const comment = toComment(event, settings, 'flux-pr-comment-key');
    const known = { ...own, body: comment.marker };
    const all = {
      ...answers,
      'GET https://api.github.com/app': { slug: 'my-app' },
    };
    const service = new ScriptedService(all, [known]);
    await githubPullRequestComment.deliver(event, settings, service.exchange);
    expect(service.requests.at(-1)?.url).toBe(
      'https://api.github.com/repos/o/r/issues/comments/9',
    );
  });

  it.each([
    ['githubAppID', { githubAppID: 'x', githubAppInstallationID: '7' }],
    ['githubAppInstallationID', {}],
    ['githubAppInstallationID', { githubAppInstallationID: '../7' }],
    [
      'githubAppBaseURL',
      { githubAppInstallationID: '7', githubAppBaseURL: 'file:///hunter2' },
    ],
    [
      'githubAppPrivateKey',
      { githubAppInstallationID: '7', githubAppPrivateKey: ecPem },
    ],
    [
      'githubAppPrivateKey',
      { githubAppPrivateKey: 'BEGIN hunter2', githubAppInstallationID: '7' },
    ],
  ])('NC-18 SC-27 says what is wrong with %s', async (key, own) => {
    const service = new ScriptedService({}, []);
    const changes = { token: '', secret: { ...app, ...own } };
    const error = await deliver(github, service, changes).catch(e => e);
    expect(error.code).toBe('settings');
    expect(error.message).toContain(
      `Provider flux-system/sink (github): ${key} `,
    );
    expect(error.message).not.toContain('hunter2');
  });
});

describe('gitlab and gitea', () => {
  it('NC-15 gitlab posts success or failed, once', async () => {
    const posted = {
      state: 'failed',
      name: ID,
      description: 'health check failed',
    };
    const address = 'https://git.example.com/group/sub/repo.git';
    const service = new ScriptedService({}, []);
    await deliver(gitlab, service, { address }, sampleEvent());
    const base = 'https://git.example.com/api/v4/projects/group%2Fsub%2Frepo';
    expect(service.requests).toEqual([
      {
        method: 'GET',
        url: `${base}/repository/commits/${SHA}/statuses?name=${encodeURIComponent(
          ID,
        )}`,
        headers: { 'Private-Token': 't' },
      },
      {
        method: 'POST',
        url: `${base}/statuses/${SHA}`,
        headers: { 'Private-Token': 't' },
        body: posted,
      },
    ]);
    const { name, description } = posted;
    const same = { sha: SHA, name, description, status: 'failed' };
    const again = new ScriptedService({}, [same]);
    await deliver(gitlab, again, { address }, sampleEvent());
    expect(again.posted()).toEqual([]);
  });

  it.each([github, gitlab, bitbucket, bitbucketServer, azureDevOps])(
    'NC-15 $type is not told of progress',
    async provider => {
      const service = new ScriptedService({}, []);
      const event = sampleEvent({ reason: 'Progressing', severity: 'info' });
      await deliver(provider, service, {}, event);
      expect(service.requests).toEqual([]);
    },
  );

  it('NC-15 gitea is told of progress as pending', async () => {
    const service = new ScriptedService({}, []);
    const event = sampleEvent({ reason: 'Progressing', severity: 'info' });
    await deliver(gitea, service, {}, event);
    const posted = {
      state: 'pending',
      target_url: '',
      description: 'progressing',
      context: ID,
    };
    expect(service.posted()).toEqual([posted]);
    const same = { ...posted, status: 'pending' };
    const again = new ScriptedService({}, [same]);
    await deliver(gitea, again, {}, event);
    expect(again.posted()).toEqual([]);
  });
});

describe('bitbucket', () => {
  it('NC-15 posts under the digest of the id, where there is none yet', async () => {
    const service = new ScriptedService({}, {}).failing('GET', 404);
    await deliver(bitbucket, service, { token: 'user:pass' });
    const [read, post] = service.requests;
    expect(read.url).toMatch(
      new RegExp(
        `^https://api.bitbucket.org/2.0/repositories/owner/repo/commit/${SHA}/statuses/build/[0-9a-f]{40}$`,
      ),
    );
    expect(post.body).toEqual({
      key: read.url.split('/').at(-1),
      state: 'SUCCESSFUL',
      name: 'kustomization/podinfo',
      description: 'reconciliation succeeded',
      url: 'https://bitbucket.org',
    });
    const again = new ScriptedService({}, post.body as object);
    await deliver(bitbucket, again, { token: 'user:pass' });
    expect(again.posted()).toEqual([]);
  });

  it('NC-15 refuses a token without a user, and fails where reading does', async () => {
    const service = new ScriptedService({}, {}).failing('GET', 403);
    await expect(deliver(bitbucket, service)).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringContaining('token is not of the form'),
    });
    await expect(
      deliver(bitbucket, service, { token: 'u:p' }),
    ).rejects.toMatchObject({ code: 'status', status: 403 });
  });

  it('NC-15 a server takes builds below its path', async () => {
    const address = 'https://bb.example.com/ctx/scm/PROJ/repo.git';
    const service = new ScriptedService({}, {}).failing('GET', 404);
    await deliver(bitbucketServer, service, { address });
    const url = `https://bb.example.com/ctx/rest/api/latest/projects/PROJ/repos/repo/commits/${SHA}/builds`;
    expect(service.requests[1]).toMatchObject({
      url,
      headers: {
        Authorization: 'Bearer t',
        'x-atlassian-token': 'no-check',
        'x-requested-with': 'XMLHttpRequest',
      },
      body: {
        state: 'SUCCESSFUL',
        name: 'kustomization/podinfo [reconciliation succeeded]',
        url: address,
      },
    });
    const again = new ScriptedService({}, service.posted()[0] as object);
    await deliver(bitbucketServer, again, { address });
    expect(again.posted()).toEqual([]);
    await expect(
      deliver(bitbucketServer, service, { address: 'https://x.test/P/r' }),
    ).rejects.toMatchObject({ code: 'settings' });
  });
});

describe('azuredevops', () => {
  const address = 'https://dev.azure.com/org/my%20project/_git/repo';

  it('NC-15 posts with the summary in the genre', async () => {
    const service = new ScriptedService({}, { value: [] });
    await deliver(azureDevOps, service, { address });
    const url = `https://dev.azure.com/org/my%20project/_apis/git/repositories/repo/commits/${SHA}/statuses`;
    expect(service.requests[1]).toMatchObject({
      url,
      headers: { Authorization: 'Basic OnQ=' },
      body: {
        state: 'succeeded',
        description: 'reconciliation succeeded',
        context: { genre: 'fluxcd:eu-1', name: ID },
      },
    });
    const value = service.posted();
    const again = new ScriptedService({}, { value });
    await deliver(azureDevOps, again, { address });
    expect(again.posted()).toEqual([]);
  });
});
