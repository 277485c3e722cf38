import { kustomization } from '../testing/objects';
import type { ResolvedSource } from '../types';
import { findCycle, whyExprNotReady, whyNotReady } from './requireDependencies';

const source: ResolvedSource = {
  kind: 'GitRepository',
  namespace: 'ns',
  name: 'src',
  revision: 'main@sha1:b',
  artifact: {
    digest: 'sha256:b',
    lastUpdateTime: '2026-01-01T00:00:00Z',
    path: 'p',
    revision: 'main@sha1:b',
    url: 'http://x',
  },
};

const ready = (
  status: 'True' | 'False',
  lastAppliedRevision = 'main@sha1:b',
  observedGeneration = 1,
) => ({
  observedGeneration,
  lastAppliedRevision,
  conditions: [
    {
      type: 'Ready',
      status,
      reason: 'R',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
});

describe('whyExprNotReady', () => {
  const dep = kustomization('dep', {}, { status: ready('True') });
  const why = (expression: string) =>
    whyExprNotReady(expression, 'ns/dep', kustomization('app', {}), dep);
  const numbers = `[${Array.from({ length: 20 }, (_, index) => index)}]`;

  it.each([
    ["dep.status.conditions.exists(c, c.status == 'True')", undefined],
    [
      'dep.metadata.name == self.metadata.name',
      "dependency 'ns/dep' is not ready according to readyExpr eval",
    ],
    [
      'dep.status.missing == 1',
      "failed to evaluate the CEL expression 'dep.status.missing == 1': no such key: missing",
    ],
  ])('%s', (expression, expected) => {
    expect(why(expression)).toBe(expected);
  });

  it.each([
    [
      'a name that is neither self nor dep',
      'other.ready',
      "undeclared reference to 'other'",
    ],
    [
      'no yes or no',
      'dep.status.ready',
      'CEL expression output type mismatch: expected bool, got dyn',
    ],
    [
      'types that do not fit',
      "dep == 'a'",
      "found no matching overload for '_==_' applied to '(map(string, dyn), string)'",
    ],
    [
      'too much to do',
      [...'abcdefgh'].reduceRight(
        (inner, name) => `${numbers}.all(${name}, ${inner})`,
        'a + b + c + d + e + f + g + h >= 0',
      ),
      'operation cancelled: the expression needs more than',
    ],
  ])('stalls on %s', (_what, expression, message) => {
    expect(() => why(expression)).toThrow(
      expect.objectContaining({
        name: 'StalledError',
        reason: 'InvalidCELExpression',
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe('whyNotReady', () => {
  it.each([
    ['no status', undefined, {}, "dependency 'ns/dep' is not ready"],
    ['Ready=False', ready('False'), {}, "dependency 'ns/dep' is not ready"],
    [
      'an old generation',
      ready('True', 'main@sha1:b', 0),
      {},
      "dependency 'ns/dep' is not ready",
    ],
    [
      'an old revision of the same source',
      ready('True', 'main@sha1:a'),
      {},
      "dependency 'ns/dep' revision is not up to date",
    ],
    [
      'an old revision of another source',
      ready('True', 'x'),
      { sourceRef: { kind: 'GitRepository' as const, name: 'other' } },
      undefined,
    ],
    ['the same revision', ready('True'), {}, undefined],
  ])('%s', (_what, status, spec, expected) => {
    const dependency = kustomization('dep', spec, { status });
    expect(whyNotReady(dependency, 'ns/dep', source)).toBe(expected);
  });
});

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
