import { built, failureOf, valuesOf } from '../testing/build';

const object = (apiVersion: string, kind: string, spec = '{replicas: 1}') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: o\nspec: ${spec}\n`;

describe('replicas', () => {
  it.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'ReplicaSet'],
    ['apps/v1', 'StatefulSet'],
    ['v1', 'ReplicationController'],
    ['example.com/v1', 'Deployment'],
  ])('are set on %s %s', async (apiVersion, kind) => {
    const files = { 'o.yaml': object(apiVersion, kind) };
    const text = await built(
      'resources: [o.yaml]\nreplicas: [{name: o, count: 5}]\n',
      files,
    );
    expect(valuesOf(text, 'replicas')).toEqual(['5']);
  });

  it.each([
    ['apps/v1', 'DaemonSet'],
    ['example.com/v1', 'Robot'],
  ])('are refused for %s %s', async (apiVersion, kind) => {
    const files = { 'o.yaml': object(apiVersion, kind) };
    expect(
      await failureOf(
        'resources: [o.yaml]\nreplicas: [{name: o, count: 5}]\n',
        files,
      ),
    ).toContain(
      'resource with name o does not match a config with the following GVK',
    );
  });

  it('are added where there are none, also none at all', async () => {
    const files = { 'o.yaml': object('apps/v1', 'Deployment', '{a: b}') };
    const text = await built(
      'resources: [o.yaml]\nreplicas: [{name: o, count: 0}]\n',
      files,
    );
    expect(valuesOf(text, 'replicas')).toEqual(['0']);
  });

  it('name the object as it is in its file, before a prefix', async () => {
    const files = { 'o.yaml': object('apps/v1', 'Deployment') };
    const text = await built(
      'resources: [o.yaml]\nnamePrefix: p-\nreplicas: [{name: o, count: 3}]\n',
      files,
    );
    expect(valuesOf(text, 'replicas')).toEqual(['3']);
  });
});
