import { kustomization } from '../controllers/kustomization/testing/objects';
import { whyExprNotReady } from './readyExpression';

const conditions = [
  {
    type: 'Ready',
    status: 'True' as const,
    reason: 'R',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  },
];

describe('whyExprNotReady', () => {
  const dep = kustomization('dep', {}, { status: { conditions } });
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
