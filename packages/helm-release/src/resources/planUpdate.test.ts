import { planUpdate } from './planUpdate';
import type { Resource } from './resource';

function resource(
  group: string,
  version: string,
  kind: string,
  name: string,
): Resource {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return {
    object: { apiVersion, kind, metadata: { name } },
    mapping: {
      group,
      version,
      kind,
      plural: `${kind.toLowerCase()}s`,
      namespaced: true,
      verbs: [],
    },
    namespace: 'ns',
    name,
  };
}

describe('planUpdate', () => {
  it('takes an object under another version of its group for the same', () => {
    const before = resource('g', 'v1beta1', 'A', 'a');
    const after = resource('g', 'v1', 'A', 'a');
    expect(planUpdate([before], [after])).toEqual({
      targets: [{ target: after, original: before }],
      removed: [],
    });
  });

  it('tells groups, namespaces and names apart', () => {
    const before = [
      resource('g', 'v1', 'A', 'a'),
      { ...resource('g', 'v1', 'A', 'a'), namespace: 'other' },
      resource('h', 'v1', 'A', 'a'),
      resource('g', 'v1', 'A', 'b'),
    ];
    expect(planUpdate(before, before.slice(0, 1))).toEqual({
      targets: [{ target: before[0], original: before[0] }],
      removed: before.slice(1),
    });
  });
});
