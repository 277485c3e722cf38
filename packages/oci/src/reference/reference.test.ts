import { digestOf, parseDigest } from './digest';
import { formatReference, parseReference, parseRepository } from './reference';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('a reference', () => {
  it.each([
    ['oci://ghcr.io/org/app:v1', 'ghcr.io/org/app:v1'],
    ['ghcr.io/org/app', 'ghcr.io/org/app:latest'],
    ['127.0.0.1:5000/a/b/c:1.0.0-rc.1', '127.0.0.1:5000/a/b/c:1.0.0-rc.1'],
    ['[::1]:5000/app:x', '[::1]:5000/app:x'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['redis', 'index.docker.io/library/redis:latest'],
    ['docker.io/redis:7', 'index.docker.io/library/redis:7'],
    ['org/app', 'index.docker.io/org/app:latest'],
    // Without a dot or colon it is no host.
    ['registry/org/app', 'index.docker.io/registry/org/app:latest'],
    [`ghcr.io/org/app@${DIGEST}`, `ghcr.io/org/app@${DIGEST}`],
    [`ghcr.io/org/app:v1@${DIGEST}`, `ghcr.io/org/app@${DIGEST}`],
  ])('%s is %s', (text, expected) => {
    expect(formatReference(parseReference(text))).toBe(expected);
  });

  it.each([
    ['', 'a repository name must be specified'],
    [
      'ghcr.io/org/App',
      'repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: org/App',
    ],
    [
      'ghcr.io/a',
      'repository must be between 2 and 255 characters in length: a',
    ],
    ['ghcr.io/org/app:', 'ghcr.io/org/app: must specify a tag name'],
    ['ghcr.io/org/app:a b', 'tag can only contain the characters'],
    [`ghcr.io/org/app:${'x'.repeat(129)}`, 'tag must be between 1 and 128'],
    ['ghcr.io/org/app@sha256:abc', 'wrong number of hex digits for sha256'],
    [`ghcr.io/app@${DIGEST}@${DIGEST}`, "exactly one '@' separator"],
    ['user:pw@ghcr.io/app', 'cannot parse hash'],
    ['ghcr.io/org/../other/app', "must not have '.' or '..' as a part"],
    ['ghcr.io/org/app:..', "tag must not be '..'"],
    ['ghcr.io:x/app', 'registries must be valid RFC 3986 URI authorities'],
    ['a\u0000.b/app', 'registries must be valid RFC 3986 URI authorities'],
  ])('%j is refused', (text, message) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-reference',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('is of a repository that has no tag', () => {
    // Observed at source-controller.
    expect(() => parseRepository('oci://registry.example.com/man:v1')).toThrow(
      'repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: man:v1',
    );
  });
});

describe('a digest', () => {
  it.each([
    ['sha256', 'cannot parse hash: "sha256"'],
    ['sha256:', 'cannot parse hash: "sha256:"'],
    [`md5:${'a'.repeat(32)}`, 'unsupported hash: "md5"'],
    [`sha256:${'A'.repeat(64)}`, 'found non-hex character in hash: A'],
    ['sha256:../../etc', 'found non-hex character in hash: .'],
  ])('%s is refused', (digest, message) => {
    expect(() => parseDigest(digest)).toThrow(message);
  });

  it('is of bytes', () => {
    expect(parseDigest(digestOf(Buffer.from('')))).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
});
