/** @jest-environment node */
import { ApiError, type KubeClient } from '@backstage-gitops/kube';
import { createResources } from './createResources';
import type { Resource, ResourceContext } from './resource';

function resource(kind: string, name: string): Resource {
  return {
    object: { apiVersion: 'v1', kind, metadata: { name } },
    mapping: {
      group: '',
      version: 'v1',
      kind,
      plural: `${kind.toLowerCase()}s`,
      namespaced: true,
      verbs: [],
    },
    namespace: 'ns',
    name,
  };
}

/** A context whose client calls `apply` for each object. */
function contextWith(
  apply: (kind: string, name: string) => Promise<void>,
  signal = new AbortController().signal,
): ResourceContext {
  const client = {
    apply: async ({ kind, metadata }: Resource['object']) => {
      await apply(kind, metadata.name ?? '');
      return { metadata };
    },
  };
  return {
    client: client as unknown as KubeClient,
    fieldManager: 'helm',
    signal,
  };
}

const SSA = { serverSideApply: true };

describe('createResources', () => {
  it('writes 16 objects at once, and one kind after the other', async () => {
    const running = new Set<string>();
    let most = 0;
    const kinds: string[] = [];
    const context = contextWith(async (kind, name) => {
      running.add(`${kind} ${name}`);
      most = Math.max(most, running.size);
      expect(new Set([...running].map(key => key.split(' ')[0])).size).toBe(1);
      if (kinds.at(-1) !== kind) kinds.push(kind);
      await new Promise(setImmediate);
      running.delete(`${kind} ${name}`);
    });
    const resources = ['Secret', 'ConfigMap'].flatMap(kind =>
      Array.from({ length: 1000 }, (_, i) => resource(kind, `n${i}`)),
    );
    expect(await createResources(context, resources, SSA)).toEqual(resources);
    expect(most).toBe(16);
    expect(kinds).toEqual(['Secret', 'ConfigMap']);
  });

  it('tries all objects though one is refused, and names every refusal', async () => {
    const seen: string[] = [];
    const context = contextWith(async (kind, name) => {
      seen.push(name);
      if (kind === 'Secret') {
        throw new ApiError(403, 'Forbidden', `secrets "${name}" is forbidden`);
      }
    });
    const resources = [
      resource('ConfigMap', 'a'),
      resource('Secret', 'b'),
      resource('Secret', 'c'),
      resource('Service', 'd'),
    ];
    await expect(
      createResources(context, resources, SSA),
    ).rejects.toMatchObject({
      name: 'ResourceError',
      code: 'apply',
      message:
        'server-side apply failed for object ns/b /v1, Kind=Secret: secrets "b" is forbidden\n' +
        'server-side apply failed for object ns/c /v1, Kind=Secret: secrets "c" is forbidden',
    });
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begins nothing more once it is aborted', async () => {
    const abort = new AbortController();
    let count = 0;
    const context = contextWith(async () => {
      count += 1;
      abort.abort();
      await new Promise(setImmediate);
    }, abort.signal);
    const resources = Array.from({ length: 100 }, (_, i) =>
      resource('Secret', `n${i}`),
    );
    await expect(
      createResources(context, resources, SSA),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(count).toBe(1);
  });

  it('refuses an object that has only a generateName, as the client of Go does', async () => {
    const nameless = resource('Secret', '');
    const context = contextWith(async () => undefined);
    await expect(createResources(context, [nameless], SSA)).rejects.toThrow(
      'server-side apply failed for object ns/ /v1, Kind=Secret: resource name may not be empty',
    );
  });

  it('says that there is nothing', async () => {
    const context = contextWith(async () => undefined);
    await expect(createResources(context, [], SSA)).rejects.toMatchObject({
      code: 'nothing',
      message: 'no objects visited',
    });
  });
});
