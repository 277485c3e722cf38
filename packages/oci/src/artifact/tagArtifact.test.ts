import { app, signal, useArtifacts } from './__testUtils__/useArtifacts';
import { tagArtifact } from './tagArtifact';

const { serve, connect, push } = useArtifacts();

describe('tagArtifact', () => {
  it('CLI-15 gives an artifact a further tag', async () => {
    const registry = await serve();
    const { digest } = await push(registry);
    const client = connect();
    for (const rest of [':v1', `@${digest}`]) {
      const tag = `of-${rest.slice(1, 4)}`.replace(':', '-');
      const reference = app(registry, rest);
      const tagged = await tagArtifact({ client, reference, tag, signal });
      expect(tagged).toBe(digest);
      expect(registry.store.repository('org/app').tags.get(tag)).toBe(digest);
    }
  });

  it('refuses a tag that is none, and one of an artifact that is not there', async () => {
    const registry = await serve();
    const client = connect();
    const request = { client, reference: app(registry), signal };
    await expect(tagArtifact({ ...request, tag: 'a/b' })).rejects.toMatchObject(
      { code: 'invalid-reference' },
    );
    await expect(tagArtifact({ ...request, tag: 'b' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
