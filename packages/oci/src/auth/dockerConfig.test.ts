import { parseRepository } from '../reference/reference';
import { credentialsFrom, parseDockerConfig } from './dockerConfig';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** User name that a config gives for a repository. */
function userFor(repository: string, ...configs: object[]) {
  const entries = configs.flatMap(auths =>
    parseDockerConfig(JSON.stringify({ auths })),
  );
  return credentialsFrom(entries)(parseRepository(repository))?.username;
}

const login = (username: string) => ({ auth: base64(`${username}:pw`) });

describe('SC-36 a docker config', () => {
  it.each<[string, string, object, string | undefined]>([
    ['host', 'ghcr.io/a/b', { 'ghcr.io': login('x') }, 'x'],
    ['address', 'ghcr.io/a/b', { 'https://ghcr.io': login('x') }, 'x'],
    ['/v2/', 'ghcr.io/a/b', { 'https://ghcr.io/v2/': login('x') }, 'x'],
    ['/v1/ and path', 'ghcr.io/a/b', { 'ghcr.io/v1/a': login('x') }, 'x'],
    ['other host', 'ghcr.io/a/b', { 'gcr.io': login('x') }, undefined],
    ['port', 'r.io:5000/a/b', { 'r.io:5000': login('x') }, 'x'],
    ['other port', 'r.io:5000/a/b', { 'r.io:5001': login('x') }, undefined],
    ['no port', 'r.io:5000/a/b', { 'r.io': login('x') }, undefined],
    ['Docker Hub', 'redis', { 'https://index.docker.io/v1/': login('x') }, 'x'],
    ['its alias', 'docker.io/a/b', { 'docker.io': login('x') }, 'x'],
    ['path', 'r.io/org/app', { 'r.io/org': login('x') }, 'x'],
    ['other path', 'r.io/org/app', { 'r.io/other': login('x') }, undefined],
    ['wildcard', 'a.b.r.io/org/app', { '*.b.r.io': login('x') }, 'x'],
    ['part', 'eu-a.r.io/org/app', { 'eu-*.r.io': login('x') }, 'x'],
    ['one label only', 'a.b.r.io/org/app', { '*.r.io': login('x') }, undefined],
    ['no regexp', 'aXr.io/org/app', { 'a.r.io': login('x') }, undefined],
  ])('is matched by %s', (_, repository, auths, expected) => {
    expect(userFor(repository, auths)).toBe(expected);
  });

  it('gives the longest path first, then the first Secret', () => {
    const one = { 'r.io': login('host'), 'r.io/org': login('org') };
    const two = { 'r.io/org': login('second'), 'r.io/org/app': login('app') };
    expect(userFor('r.io/org/app', one, two)).toBe('app');
    expect(userFor('r.io/org/other', one, two)).toBe('org');
    expect(userFor('r.io/x/y', one, two)).toBe('host');
  });

  it('holds credentials in several forms', () => {
    const of = (entry: object) =>
      parseDockerConfig(JSON.stringify({ auths: { r: entry } }))[0].credentials;
    const pair = { username: 'ann', password: 'p:w' };
    expect(of({ auth: base64('ann:p:w') })).toEqual(pair);
    expect(of({ auth: base64('ann:p:w').replace(/=+$/, '') })).toEqual(pair);
    expect(of({ ...pair, email: 'x' })).toEqual(pair);
    // The pair is ignored where there is an auth field.
    expect(of({ username: 'x', auth: base64('ann:p:w') })).toEqual(pair);
    expect(of({ identitytoken: 't' })).toEqual({ identityToken: 't' });
    expect(of({ registrytoken: 't' })).toEqual({ registryToken: 't' });
  });

  it('may be the older form without auths', () => {
    const [entry] = parseDockerConfig(JSON.stringify({ 'r.io': login('x') }));
    expect(entry).toMatchObject({ key: 'r.io' });
  });

  it.each([
    ['{', 'the docker config is no JSON'],
    ['[]', 'the docker config is no JSON object'],
    ['{"auths":[]}', 'auths of the docker config is no object'],
    [
      `{"auths":{"r.io":{"auth":"${base64('s3cret')}"}}}`,
      'unable to decode auth field: must be formatted as base64(username:password)',
    ],
    [
      '{"auths":{"r.io":{"auth":"~~~"}}}',
      'unable to decode auth field: must be formatted as base64(username:password)',
    ],
  ])('is refused as %s, without repeating it', (json, message) => {
    expect(() => parseDockerConfig(json)).toThrow(
      expect.objectContaining({ code: 'invalid-credentials', message }),
    );
  });
});
