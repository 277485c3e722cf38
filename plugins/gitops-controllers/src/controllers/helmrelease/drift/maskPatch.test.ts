import type { DriftedObject, JsonPatchOperation } from '../types';
import { describeDiff } from './describeDiff';
import { maskPatch } from './maskPatch';

const add = (path: string, value: unknown): JsonPatchOperation => ({
  op: 'add',
  path,
  value,
});

describe('maskPatch', () => {
  it.each([
    ['/data/token', 'x', '***'],
    ['/data', { token: 'x', n: 1 }, { token: '***', n: '***' }],
    ['/metadata/annotations/a', '{"data": "x"}', '***'],
    ['/metadata/labels/app', 'web', 'web'],
    ['/spec/replicas', 3, 3],
    ['/spec/template/spec/containers/0/image', 'a:1', 'a:1'],
    ['/spec/template/spec/containers/0/args/0', '--password=x', '***'],
    [
      '/spec/template/spec/containers/0',
      { image: 'a:1', env: [{ name: 'KEY', value: 'x' }], stdin: true },
      { image: 'a:1', env: [{ name: '***', value: '***' }], stdin: true },
    ],
    ['/spec/password', 'x', '***'],
    ['/spec/ports/-', { name: 'http', port: 80 }, { name: 'http', port: 80 }],
  ])('DB-11 %s', (path, value, shown) => {
    expect(maskPatch([add(path, value)])).toEqual([add(path, shown)]);
  });
});

describe('describeDiff', () => {
  const drifted = (patch: readonly JsonPatchOperation[]): DriftedObject => ({
    ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns', name: 'a' },
    kind: 'changed',
    additions: 0,
    changes: 0,
    removals: 0,
    patch,
    maskedPatch: patch,
    desired: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} },
  });

  it('DB-11 is bounded in lines, and each value in length', () => {
    const many = Array.from({ length: 5_000 }, (_, i) =>
      add(`/spec/f${i}`, 'y'.repeat(1_000)),
    );
    const text = describeDiff([drifted(many)]);
    expect(text.length).toBeLessThan(8_100);
    expect(text).toMatch(
      /^ConfigMap\/ns\/a changed\n {2}add \/spec\/f0: "y{199}…\n/,
    );
    expect(text).toMatch(/\n… and \d+ more lines$/);
  });
});
