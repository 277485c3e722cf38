/** @jest-environment node */
import { ScriptedService } from './__testUtils__/ScriptedService';
import { sampleEvent, sampleSettings } from './__testUtils__/samples';
import { giteaPullRequestComment } from './giteaPullRequestComment';
import { githubPullRequestComment } from './githubPullRequestComment';
import { gitlabMergeRequestComment } from './gitlabMergeRequestComment';

const UID = '8ac0ffee-0000-4000-8000-000000000002';
const EVENT = sampleEvent({
  message: 'done',
  metadata: { change_request: '42', zone: 'b', app: 'a' },
});

function bodyWith(prefix: string): string {
  return `<!-- ${prefix}:${UID}/Kustomization/flux-system/podinfo -->

## Flux Status

⚠️ Kustomization/flux-system/podinfo

done

Metadata:
* \`app\`: a
* \`zone\`: b
`;
}

interface Forge {
  readonly provider: typeof githubPullRequestComment;
  readonly user: string;
  readonly list: string;
  /** Of comments by their id. */
  readonly edit: string;
  readonly login: object;
  comment(author: string, body: string): object;
}

const byLogin = (login: string, body: string) => ({
  ...{ id: 9, body },
  user: { login },
});
const FORGES: Forge[] = [
  {
    provider: githubPullRequestComment,
    user: 'https://git.example.com/api/v3/user',
    list: 'https://git.example.com/api/v3/repos/o/r/issues/42/comments',
    edit: 'PATCH https://git.example.com/api/v3/repos/o/r/issues/comments/9',
    login: { login: 'flux' },
    comment: byLogin,
  },
  {
    provider: gitlabMergeRequestComment,
    user: 'https://git.example.com/api/v4/user',
    list: 'https://git.example.com/api/v4/projects/o%2Fr/merge_requests/42/notes',
    edit: 'PUT https://git.example.com/api/v4/projects/o%2Fr/merge_requests/42/notes/9',
    login: { username: 'flux' },
    comment: (username, body) => ({ id: 9, body, author: { username } }),
  },
  {
    provider: giteaPullRequestComment,
    user: 'https://git.example.com/api/v1/user',
    list: 'https://git.example.com/api/v1/repos/o/r/issues/42/comments',
    edit: 'PATCH https://git.example.com/api/v1/repos/o/r/issues/comments/9',
    login: { login: 'flux' },
    comment: byLogin,
  },
];

describe.each(FORGES)('$provider.type', forge => {
  const { provider, user, list, login, edit } = forge;
  const prefix = provider.type.startsWith('gitlab')
    ? 'flux-mr-comment-key'
    : 'flux-pr-comment-key';
  const body = bodyWith(prefix);

  async function deliver(known: readonly object[], event = EVENT) {
    const settings = sampleSettings(provider.type, {
      address: 'https://git.example.com/o/r',
      token: 't',
    });
    const service = new ScriptedService({ [`GET ${user}`]: login }, known);
    await provider.deliver(event, settings, service.exchange);
    const { method, url, body: sent } = service.requests.at(-1) ?? {};
    return { call: `${method} ${url}`, sent };
  }

  it('NC-17 comments once', async () => {
    const others = [
      forge.comment('somebody', body),
      forge.comment('flux', 'something else'),
    ];
    expect(await deliver(others)).toEqual({
      call: `POST ${list}`,
      sent: { body },
    });
  });

  it('NC-17 edits its own comment', async () => {
    const own = forge.comment('flux', body.replace('done', 'before'));
    expect(await deliver([own])).toEqual({ call: edit, sent: { body } });
  });

  it.each([
    [{}, 'missing "change_request"'],
    [{ change_request: 'x7' }, 'invalid "change_request"'],
  ])('NC-17 needs the number of the request: %j', async (metadata, message) => {
    const event = sampleEvent({ metadata });
    await expect(deliver([], event)).rejects.toMatchObject({
      code: 'event',
      message: expect.stringContaining(message),
    });
  });
});
