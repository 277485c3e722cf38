import { kustomization } from '../controllers/kustomization/testing/objects';
import { findCycle } from './findCycle';

describe('findCycle', () => {
  const on = (...names: string[]) => ({
    dependsOn: names.map(name => ({ name })),
  });
  const find = (...objects: ReturnType<typeof kustomization>[]) =>
    findCycle(objects[0], async key =>
      objects.find(object => `ns/${object.metadata.name}` === key),
    );

  it('names the way back to the object', async () => {
    const cycle = await find(
      kustomization('a', on('x', 'b')),
      kustomization('b', on('c')),
      kustomization('c', on('a')),
      kustomization('x'),
    );
    expect(cycle).toEqual(['ns/a', 'ns/b', 'ns/c', 'ns/a']);
  });

  it('does not blame an object for a cycle behind it', async () => {
    const outside = kustomization('out', on('a'));
    const [a, b] = [kustomization('a', on('b')), kustomization('b', on('a'))];
    expect(await find(outside, a, b)).toBeUndefined();
  });

  it('finds none where there is none', async () => {
    expect(
      await find(kustomization('a', on('b', 'absent')), kustomization('b')),
    ).toBeUndefined();
  });
});
