import { ConfigReader } from '@backstage/config';
import { Forges } from './Forges';
import { parseCloneUrl } from './parseCloneUrl';

const forges = Forges.fromConfig(
  new ConfigReader({
    integrations: {
      github: [
        { host: 'github.com', token: 'canary' },
        {
          host: 'ghe.example.com',
          apiBaseUrl: 'https://ghe.example.com/api/v3',
        },
      ],
      gitlab: [
        {
          ...{ host: 'example.com', baseUrl: 'https://example.com/gitlab' },
          apiBaseUrl: 'https://example.com/gitlab/api/v4',
        },
      ],
      gitea: [{ host: 'git.example.com:3000', username: 'a', password: 'b' }],
      bitbucketServer: [
        {
          host: 'bitbucket.example.com',
          apiBaseUrl: 'https://bitbucket.example.com/rest/api/1.0',
        },
      ],
    },
  }),
);

afterAll(() => forges.close());

describe('Forges', () => {
  it.each([
    ['https://github.com/acme/fleet', 'github', 'acme', 'fleet'],
    ['git@github.com:acme/fleet.git', 'github', 'acme', 'fleet'],
    ['ssh://git@ssh.github.com:443/acme/fleet', 'github', 'acme', 'fleet'],
    ['https://ghe.example.com/acme/fleet.git', 'github', 'acme', 'fleet'],
    ['https://gitlab.com/acme/apps/fleet.git', 'gitlab', 'acme/apps', 'fleet'],
    ['https://example.com/gitlab/acme/fleet', 'gitlab', 'acme', 'fleet'],
    ['git@example.com:acme/fleet.git', 'gitlab', 'acme', 'fleet'],
    ['https://git.example.com:3000/acme/fleet', 'gitea', 'acme', 'fleet'],
    ['https://me@bitbucket.org/acme/fleet', 'bitbucket-cloud', 'acme', 'fleet'],
  ])('opens %s', (url, type, owner, name) => {
    expect(forges.forCloneUrl(url)).toMatchObject({
      ...{ type, address: { owner, name } },
    });
  });

  it('says what it can not open', () => {
    const open = (url: string) => () => forges.forCloneUrl(url);
    expect(open('https://elsewhere.example.com/acme/fleet')).toThrow(
      expect.objectContaining({ code: 'no-integration' }),
    );
    expect(open('https://bitbucket.example.com/scm/acme/fleet')).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('parseCloneUrl', () => {
  it.each([
    ['https://dev.azure.com/acme/pro%20ject/_git/fleet', 'acme/pro ject'],
    ['https://acme@dev.azure.com/acme/fleet/_git/fleet', 'acme/fleet'],
    ['https://dev.azure.com/acme/_git/fleet', 'acme/fleet'],
    ['git@ssh.dev.azure.com:v3/acme/project/fleet', 'acme/project'],
    [
      'https://acme.visualstudio.com/DefaultCollection/project/_git/fleet',
      'acme/project',
    ],
  ])('reads %s of Azure DevOps', (url, owner) => {
    expect(parseCloneUrl(url)).toMatchObject({ owner, name: 'fleet' });
  });

  it.each([
    'fleet',
    'https://github.com/fleet',
    'https://user:canary@github.com/',
    'file:///srv/git/fleet',
    'https://github.com/acme/%2e%2e',
    'https://github.com/acme/..%2Fuser',
    'https://github.com/acme/a%00b',
    'https://github.com/%zz/fleet',
  ])('refuses %s without its password', url => {
    const parse = () => parseCloneUrl(url);
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid' }));
    expect(parse).not.toThrow(/canary/);
  });
});
