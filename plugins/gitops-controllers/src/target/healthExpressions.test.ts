import { compileHealthExpressions, evaluateHealth } from './healthExpressions';

const widget = (status: object | undefined, generation = 1) => ({
  apiVersion: 'example.com/v1beta1',
  kind: 'Widget',
  metadata: { name: 'w', generation },
  status,
});
const expressions = compileHealthExpressions([
  {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    inProgress: "status.phase == 'Working'",
    failed: "status.phase == 'Broken'",
    current: "status.phase == 'Done'",
  },
]);

describe('evaluateHealth', () => {
  it.each([
    [{ phase: 'Working' }, { status: 'InProgress' }],
    [{ phase: 'Broken' }, { status: 'Failed' }],
    [{ phase: 'Done' }, { status: 'Current' }],
    [{ phase: 'Other' }, { status: 'InProgress' }],
    [{ phase: 'Done', observedGeneration: 0 }, { status: 'InProgress' }],
    [
      undefined,
      {
        status: 'Unknown',
        detail:
          "failed to evaluate the CEL expression 'status.phase == 'Working'': no such attribute(s): status.phase",
      },
    ],
    [
      {},
      {
        status: 'Unknown',
        detail:
          "failed to evaluate the CEL expression 'status.phase == 'Working'': no such key: phase",
      },
    ],
  ])('status %j', (status, expected) => {
    expect(evaluateHealth(widget(status), expressions, 0)).toEqual(expected);
  });

  it('gives up an expression that needs too much', () => {
    const numbers = `[${Array.from({ length: 20 }, (_, index) => index)}]`;
    const current = [...'abcdefgh'].reduceRight(
      (inner, name) => `${numbers}.all(${name}, ${inner})`,
      'a + b + c + d + e + f + g + h >= 0',
    );
    const heavy = compileHealthExpressions([
      { apiVersion: 'example.com/v1', kind: 'Widget', current },
    ]);
    const started = performance.now();
    expect(() => evaluateHealth(widget({}), heavy, 0)).toThrow(
      expect.objectContaining({
        code: 'budget',
        message: expect.stringMatching(
          /^Widget\/w: failed to evaluate the CEL expression .*: operation cancelled: the expression needs more than \d+ steps$/,
        ),
      }),
    );
    // Without a budget it takes hours.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('KS-46 judges other kinds by kstatus', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x' },
    };
    expect(evaluateHealth(object, expressions, 0)).toEqual({
      status: 'Current',
    });
  });
});

describe('compileHealthExpressions', () => {
  it('KS-45 refuses two entries for one kind', () => {
    const entry = { apiVersion: 'v1', kind: 'ConfigMap', current: 'true' };
    expect(() => compileHealthExpressions([entry, entry])).toThrow(
      'duplicate custom health check for GroupKind ConfigMap at healthchecks[1]',
    );
  });

  it('KS-45 names the field of an expression that is wrong', () => {
    expect(() =>
      compileHealthExpressions([
        { apiVersion: 'v1', kind: 'X', current: 'a ==' },
      ]),
    ).toThrow(
      /^failed to create custom status evaluator for healthchecks\[0\]: failed to parse the expression Current: ERROR: /,
    );
  });
});
