import { setMetadata } from './setMetadata';

describe('setMetadata', () => {
  it('writes over metadata alone, and sorts the keys of each object', () => {
    const text = setMetadata(
      [
        'kind: Deployment\napiVersion: apps/v1\nspec:\n  template:\n    metadata:\n      labels: {app: x}\nmetadata: {name: d, labels: {a: old, z: "1"}}\n',
        'metadata: {name: local, annotations: {config.kubernetes.io/local-config: "true"}}\nkind: ConfigMap\napiVersion: v1\n',
      ].join('---\n'),
      { labels: { a: 'new', b: '2' }, annotations: { n: 'true' } },
    );
    expect(text).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    "n": "true"
  labels:
    a: new
    b: "2"
    z: "1"
  name: d
spec:
  template:
    metadata:
      labels:
        app: x
---
apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    config.kubernetes.io/local-config: "true"
    "n": "true"
  labels:
    a: new
    b: "2"
  name: local
`);
  });

  it('gives nothing for nothing', () => {
    expect(setMetadata('', { labels: { a: 'b' } })).toBe('');
  });

  it('refuses an object that is there twice', () => {
    const one = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';
    expect(() => setMetadata(`${one}---\n${one}`, {})).toThrow(
      'may not add resource with an already registered id: ConfigMap.v1.[noGrp]/c.[noNs]',
    );
  });
});
