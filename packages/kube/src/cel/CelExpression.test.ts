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

  it.each([
    ['sets.contains([1, 2, 3], [2])', true],
    ["matches(status.phase, 'on')", true],
    ['status.phase == "Done" // note', true],
    ["status.?missing.orValue('') == ''", true],
    ["base64.encode(b'a') == 'YQ=='", true],
  ])('knows what Flux knows: %s', (text, expected) => {
    const object = { status: { phase: 'Done' } };
    expect(new CelExpression(text).evaluate(object)).toBe(expected);
  });

  it('fails on a name that is not there, also in has()', () => {
    expect(() => new CelExpression('has(nope.x)').evaluate({})).toThrow(
      "failed to evaluate the CEL expression 'has(nope.x)': no such attribute(s): nope.x",
    );
  });

  it('checks names and types when its variables are known', () => {
    const read = (text: string) =>
      new CelExpression(text, { variables: ['dep'] });
    expect(read('dep.status.replicas == 3').evaluate({ dep: deployment })).toBe(
      true,
    );
    expect(() => read('other.x == 1')).toThrow(
      "failed to parse the CEL expression 'other.x == 1': ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other.x == 1\n | ^",
    );
    expect(() => read("'a'")).toThrow(
      'CEL expression output type mismatch: expected bool, got string',
    );
  });

  it('names a pattern that is none', () => {
    expect(() => new CelExpression("a.matches('(')")).toThrow(
      'failed to create CEL program: error parsing regexp: missing closing ): `(`',
    );
  });

  it('reads numbers as Go decodes them where it is asked to', () => {
    const read = (text: string, numbers: 'int' | 'double') =>
      new CelExpression(text, { variables: ['req'], numbers });
    const req = { id: 3, list: [1] };
    expect(read('req.id == 3', 'double').evaluate({ req })).toBe(true);
    expect(
      read('type(req.list[0]) == double', 'double').evaluate({ req }),
    ).toBe(true);
    expect(read('req.id + 1 == 4', 'int').evaluate({ req })).toBe(true);
    expect(() => read('req.id + 1 == 4', 'double').evaluate({ req })).toThrow(
      'no such overload',
    );
  });

  it('yields values that other expressions read', () => {
    const variable = new CelExpression("claims.sub.split(':')", {
      ...{ variables: ['claims', 'vars'], result: 'any', numbers: 'double' },
    });
    const claims = { sub: 'repo:a/b:main' };
    const parts = variable.evaluateAny({ claims, vars: {} });
    const check = new CelExpression("vars.parts[1] == 'a/b'", {
      ...{ variables: ['claims', 'vars'], numbers: 'double' },
    });
    expect(check.evaluate({ claims, vars: { parts } })).toBe(true);
  });

  it('refuses what is neither true nor false', () => {
    expect(() => new CelExpression('1 + 1').evaluate({})).toThrow(
      expect.objectContaining({
        code: 'type',
        message: "failed to evaluate CEL expression as boolean: '1 + 1'",
      }),
    );
  });
});
