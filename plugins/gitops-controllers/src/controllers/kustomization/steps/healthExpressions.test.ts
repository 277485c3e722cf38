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
      {},
      {
        status: 'Unknown',
        detail:
          "failed to evaluate the CEL expression 'status.phase == 'Working'': no such attribute(s): status.phase",
      },
    ],
  ])('status %j', (status, expected) => {
    expect(evaluateHealth(widget(status), expressions, 0)).toEqual(expected);
  });

  it('judges other kinds by kstatus', () => {
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
  it('refuses two entries for one kind', () => {
    const entry = { apiVersion: 'v1', kind: 'ConfigMap', current: 'true' };
    expect(() => compileHealthExpressions([entry, entry])).toThrow(
      'duplicate custom health check for GroupKind ConfigMap at healthchecks[1]',
    );
  });

  it('names the field of an expression that is wrong', () => {
    expect(() =>
      compileHealthExpressions([
        { apiVersion: 'v1', kind: 'X', current: 'a ==' },
      ]),
    ).toThrow(
      /^failed to create custom status evaluator for healthchecks\[0\]: failed to parse the expression Current: ERROR: /,
    );
  });
});
