import { formatRevision, parseRevision } from './revision';

const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

describe('parseRevision', () => {
  it.each([
    [`main@sha1:${SHA}`, 'main', SHA, 'main @ a1b2c3d'],
    [
      `refs/tags/v1.2.3@sha1:${SHA}`,
      'refs/tags/v1.2.3',
      SHA,
      'v1.2.3 @ a1b2c3d',
    ],
    [`feature/a@b@sha1:${SHA}`, 'feature/a@b', SHA, 'feature/a@b @ a1b2c3d'],
    [`sha1:${SHA}`, undefined, SHA, 'a1b2c3d'],
    ['6.5.4', '6.5.4', undefined, '6.5.4'],
  ])('takes %s apart', (raw, ref, hash, text) => {
    const revision = parseRevision(raw);
    expect(revision).toEqual({ raw, ref, hash });
    expect(formatRevision(revision)).toBe(text);
  });
});
