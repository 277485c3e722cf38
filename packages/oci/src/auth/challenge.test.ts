import { parseChallenge } from './challenge';

describe('a challenge', () => {
  it.each([
    ['Basic realm="x"', { scheme: 'basic', parameters: { realm: 'x' } }],
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.docker.io/token',
          service: 'registry.docker.io',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
    [
      'bearer REALM = "a\\"b" , error=invalid_token',
      {
        scheme: 'bearer',
        parameters: { realm: 'a"b', error: 'invalid_token' },
      },
    ],
    [
      'Negotiate, Basic realm="x"',
      { scheme: 'basic', parameters: { realm: 'x' } },
    ],
    [
      'NTLM abc=1, Bearer realm="y"',
      { scheme: 'bearer', parameters: { realm: 'y' } },
    ],
    ['Basic', { scheme: 'basic', parameters: {} }],
    ['Negotiate', undefined],
    ['', undefined],
    ['"', undefined],
    ['Bearer realm="', { scheme: 'bearer', parameters: {} }],
  ])('%s', (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });

  it('that is very long takes no time', () => {
    expect(parseChallenge(`Bearer ${'a=b,'.repeat(100_000)}`)).toBeUndefined();
    const start = performance.now();
    parseChallenge(`x ${'"\\'.repeat(8000)}`);
    parseChallenge(`x, `.repeat(4000));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
