import { ApiError } from '@backstage-gitops/kube';
import type { KubeClient } from '@backstage-gitops/kube';
import { DEFAULT_OPTIONS } from '../options';
import { kustomization } from '../testing/objects';
import type { Kustomization, KustomizationContext } from '../types';
import { resolveVariables } from './resolveVariables';

type PostBuild = NonNullable<Kustomization['spec']['postBuild']>;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const OBJECTS: Record<string, object> = {
  'ConfigMap/one': { data: { a: 'one', b: 'one' } },
  'ConfigMap/two': { data: { b: 'two' } },
  'ConfigMap/bare': {},
  'Secret/three': { data: { b: base64('three') } },
};

const client = {
  async get({ kind }: { kind: string }, { name }: { name: string }) {
    if (name === 'denied') throw new ApiError(403, 'Forbidden', 'may not');
    const found = OBJECTS[`${kind}/${name}`];
    if (!found) throw new ApiError(404, 'NotFound', `"${name}" not found`);
    return found;
  },
} as unknown as KubeClient;

async function resolve(postBuild: PostBuild | undefined) {
  const object = kustomization('app', { postBuild });
  const { signal } = new AbortController();
  const ctx = { client, object, signal } as unknown as KustomizationContext;
  return resolveVariables(ctx, DEFAULT_OPTIONS);
}
const from = (...names: string[]): PostBuild => ({
  substituteFrom: names.map(name => {
    const [kind, rest] = name.split('/') as ['ConfigMap' | 'Secret', string];
    return {
      kind,
      name: rest.replace('?', ''),
      optional: rest.endsWith('?'),
    };
  }),
});

describe('resolveVariables', () => {
  it.each<[title: string, postBuild: PostBuild | undefined]>([
    ['no postBuild', undefined],
    ['an empty one', {}],
    ['a source without values', from('ConfigMap/bare')],
    ['an optional source that is not there', from('ConfigMap/gone?')],
  ])('KS-21 substitutes nothing with %s', async (_, postBuild) => {
    expect(await resolve(postBuild)).toBeUndefined();
  });

  it('KS-21 substitutes without a variable when told to, for the defaults', async () => {
    const postBuild: PostBuild = { substituteStrategy: 'Always' };
    expect(await resolve(postBuild)).toEqual({ variables: {}, strict: true });
  });

  it.each<[names: string[], variables: Record<string, string>]>([
    [['ConfigMap/one', 'ConfigMap/two'], { a: 'one', b: 'two' }],
    [['ConfigMap/two', 'ConfigMap/one'], { a: 'one', b: 'one' }],
    [['ConfigMap/one', 'Secret/three'], { a: 'one', b: 'three' }],
    [['ConfigMap/gone?', 'ConfigMap/one'], { a: 'one', b: 'one' }],
  ])('KS-22 lets the later of %j win', async (names, variables) => {
    expect(await resolve(from(...names))).toEqual({ variables, strict: true });
  });

  it('KS-22 lets inline values win over all', async () => {
    const postBuild = { ...from('Secret/three'), substitute: { b: 'inline' } };
    expect(await resolve(postBuild)).toMatchObject({
      variables: { b: 'inline' },
    });
  });

  it.each([
    [
      'ConfigMap/gone',
      'substitute from \'ConfigMap/gone\' error: "gone" not found',
    ],
    ['Secret/denied?', "substitute from 'Secret/denied' error: may not"],
  ])('KS-22 tells the build why %s cannot be read', async (name, failure) => {
    expect(await resolve(from(name))).toMatchObject({ failure });
  });
});
