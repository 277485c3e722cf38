import { CelExpression } from './CelExpression';

const deployment = {
  metadata: { generation: 2 },
  status: {
    replicas: 3,
    ratio: 0.5,
    conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2 }],
  },
};

describe('CelExpression', () => {
  it.each([
    [
      "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True' && e.observedGeneration == metadata.generation)",
      true,
    ],
    ['status.replicas > 2 && status.ratio < 1', true],
    ["has(status.phase) && status.phase == 'Bound'", false],
    ["status.conditions.exists(c, c.type.startsWith('Re'))", true],
    ['true', true],
  ])('evaluates %s', (text, expected) => {
    expect(new CelExpression(text).evaluate(deployment)).toBe(expected);
  });

  it('points at a syntax error', () => {
    expect(() => new CelExpression('dep.metadata.name ==')).toThrow(
      /^failed to parse the CEL expression 'dep.metadata.name ==': ERROR: <input>:1:\d+: Syntax error: .*\n \| dep.metadata.name ==\n \| \.+\^$/,
    );
  });

  it('names a field that is not there', () => {
    expect(() =>
      new CelExpression("status.a == 'b'").evaluate({ data: {} }),
    ).toThrow(
      "failed to evaluate the CEL expression 'status.a == 'b'': no such attribute(s): status.a",
    );
    expect(() =>
      new CelExpression("status.a == 'b'").evaluate({ status: {} }),
    ).toThrow(
      "failed to evaluate the CEL expression 'status.a == 'b'': no such key: a",
    );
  });

  it('refuses what is neither true nor false', () => {
    expect(() => new CelExpression('1 + 1').evaluate({})).toThrow(
      expect.objectContaining({ code: 'type' }),
    );
  });
});
