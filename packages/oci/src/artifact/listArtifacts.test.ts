import {
  app,
  METADATA,
  signal,
  useArtifacts,
} from './__testUtils__/useArtifacts';
import { listArtifacts } from './listArtifacts';

const { scratch, serve, connect, push } = useArtifacts();

describe('listArtifacts', () => {
  async function listing(
    tags: readonly string[],
    filters: { semverFilter?: string; regexFilter?: string } = {},
  ) {
    const registry = await serve({ pageSize: 3 });
    const path = scratch.make();
    await push(registry, { path, tag: 'first' });
    const { digest } = await push(registry, { path });
    const repository = registry.store.repository('org/app');
    repository.tags.clear();
    for (const tag of tags) repository.tags.set(tag, digest);
    const listed = await listArtifacts({
      ...{ client: connect(), repository: app(registry), signal },
      ...filters,
    });
    return { listed, registry, digest };
  }

  it('CLI-15 lists tags from the last to the first, without those of cosign', async () => {
    const tags = ['a', 'B', '10', '9', 'x.sig', 'x.att', 'x.sbom', 'v1.0'];
    const { listed, digest } = await listing(tags);
    expect(listed.map(({ tag }) => tag)).toEqual(['v1.0', 'a', 'B', '9', '10']);
    expect(listed[0]).toEqual({
      ...{ tag: 'v1.0', digest, ...METADATA },
      created: '1970-01-01T00:00:00Z',
    });
  });

  it.each([
    ['>=1.0.0', undefined, ['v1.2.3', '2.0.0', '01.0.0']],
    ['>=1.0.0-0', undefined, ['v1.2.3', '2.0.0-rc.1', '2.0.0', '01.0.0']],
    [undefined, '^v\\d', ['v1.2.3', 'v1.0']],
    ['1.x', '^v', ['v1.2.3']],
  ])('takes the range %s and the pattern %s', async (...row) => {
    const [semverFilter, regexFilter, expected] = row;
    const { listed } = await listing(
      ['v1.2.3', '2.0.0', '2.0.0-rc.1', '01.0.0', 'v1.0', '3', 'latest'],
      { semverFilter, regexFilter },
    );
    expect(listed.map(({ tag }) => tag)).toEqual(expected);
  });

  it.each([
    [{ semverFilter: 'x.y.z.z' }, /semver 'x.y.z.z' parse error/],
    [{ regexFilter: '(' }, /regex '\(' parse error/],
  ])('refuses %j', async (filters, message) => {
    await expect(listing([], filters)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(message),
    });
  });

  it('leaves out a tag that vanishes while it lists', async () => {
    const registry = await serve();
    await push(registry, { tag: 'stays' });
    await push(registry, { tag: 'goes' });
    registry.intercept = (request, response) => {
      if (!request.url?.endsWith('/manifests/goes')) return false;
      response.writeHead(404).end();
      return true;
    };
    const listed = await listArtifacts({
      ...{ client: connect(), repository: app(registry), signal },
    });
    expect(listed.map(({ tag }) => tag)).toEqual(['stays']);
  });
});
