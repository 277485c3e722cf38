import type { GoValue } from '@backstage-gitops/go-template';
import {
  ApiError,
  NoMatchError,
  type KubeClient,
} from '@backstage-gitops/kube';
import { renderWithLookup } from './renderWithLookup';

const NEVER = new AbortController().signal;

/** A client that knows some objects, and counts what it is asked. */
function clientOf(objects: Record<string, unknown>) {
  const asked: string[] = [];
  const client = {
    get: async (_: unknown, { namespace, name }: Record<string, string>) => {
      const key = `${namespace}/${name}`;
      asked.push(key);
      const found = objects[key];
      if (found instanceof Error) throw found;
      if (!found) throw new ApiError(404, 'NotFound', `"${name}" not found`);
      return found;
    },
    listAll: async ({ kind }: { kind: string }) => {
      asked.push(`all ${kind}`);
      return {
        metadata: { resourceVersion: '7' },
        items: Object.values(objects),
      };
    },
  };
  return { client: client as unknown as KubeClient, asked };
}

const at = (value: GoValue, key: string): GoValue =>
  (value as Map<string, GoValue>).get(key) ?? null;

describe('renderWithLookup', () => {
  it('renders again until every question is answered, and asks each once', async () => {
    const { client, asked } = clientOf({
      'ns/first': { data: { next: 'second' } },
      'ns/second': { data: { next: 'end', count: 3 } },
    });
    let rounds = 0;
    const result = await renderWithLookup(client, NEVER, lookup => {
      rounds += 1;
      const first = lookup('v1', 'ConfigMap', 'ns', 'first');
      if (!at(first, 'data')) throw new Error('not yet');
      const next = at(at(first, 'data'), 'next') as string;
      const second = lookup('v1', 'ConfigMap', 'ns', next);
      lookup('v1', 'ConfigMap', 'ns', 'missing');
      return at(second, 'data');
    });
    expect(result).toEqual(
      new Map<string, GoValue>([
        ['next', 'end'],
        ['count', expect.objectContaining({ value: 3n })],
      ]),
    );
    expect(rounds).toBe(3);
    expect(asked).toEqual(['ns/first', 'ns/second', 'ns/missing']);
  });

  it('gives lists as Go holds them', async () => {
    const { client } = clientOf({ 'ns/a': { kind: 'ConfigMap' } });
    const list = await renderWithLookup(client, NEVER, lookup =>
      lookup('v1', 'ConfigMap', 'ns', ''),
    );
    expect(at(list, 'kind')).toBe('ConfigMapList');
    expect(at(list, 'items')).toEqual([new Map([['kind', 'ConfigMap']])]);
  });

  it.each([
    [
      new NoMatchError('g', 'v1', 'Thing'),
      'unable to get apiresource from unstructured: g/v1, Kind=Thing: the server could not find the requested resource',
    ],
    [
      new ApiError(403, 'Forbidden', 'things is forbidden'),
      'things is forbidden',
    ],
  ])(
    'throws in the template what the cluster says: %s',
    async (error, text) => {
      const { client } = clientOf({ 'ns/a': error });
      await expect(
        renderWithLookup(client, NEVER, lookup =>
          lookup('g/v1', 'Thing', 'ns', 'a'),
        ),
      ).rejects.toThrow(text);
    },
  );

  it('throws what the rendering throws once it has its answers', async () => {
    const { client } = clientOf({});
    await expect(
      renderWithLookup(client, NEVER, lookup => {
        lookup('v1', 'ConfigMap', 'ns', 'a');
        throw new Error('broken template');
      }),
    ).rejects.toThrow('broken template');
  });

  it('ends with a rendering that never asks the same twice', async () => {
    const { client, asked } = clientOf({});
    let number = 0;
    await expect(
      renderWithLookup(client, NEVER, lookup => {
        number += 1;
        return lookup('v1', 'ConfigMap', 'ns', `n${number}`);
      }),
    ).rejects.toThrow('something else each time they are rendered (50 times');
    expect(asked).toHaveLength(50);
  });
});
