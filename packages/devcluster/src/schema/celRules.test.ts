import type { KubeObject } from '../json';
import { CelRules } from './celRules';
import type { Schema, ValidationRule } from './Schema';

const numbers = `[${Array.from({ length: 20 }, (_, index) => index)}]`;

function schemaWith(rules: readonly ValidationRule[]): Schema {
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        rules,
        properties: {
          'max-size': { type: 'integer' },
          namespace: { type: 'string' },
          ratio: { type: 'number' },
          since: { type: 'string', format: 'date-time' },
          every: { type: 'string', format: 'duration' },
          labels: {
            type: 'object',
            additionalProperties: { type: 'string' },
          },
          ports: { type: 'array', items: { type: 'integer' } },
        },
      },
    },
  };
}

const object = (spec: object): KubeObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: {
    name: 'w',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: spec as KubeObject['spec'],
});

const SPEC = {
  'max-size': 3,
  namespace: 'a',
  ratio: 1,
  since: '2026-01-01T00:00:00Z',
  every: '90s',
  labels: { 'app.kubernetes.io/name': 'web', __proto: 'x' },
  ports: [80, 443],
};

function faults(
  rule: ValidationRule,
  spec: object = SPEC,
  live?: object,
): string[] {
  const before = live && object(live);
  return new CelRules()
    .check(schemaWith([rule]), object(spec), before)
    .map(error => error.detail);
}

describe('CelRules', () => {
  it.each([
    'self.max__dash__size == 3 && self.__namespace__ == "a"',
    'type(self.ratio) == double && self.ratio == 1.0',
    'self.since < timestamp("2026-01-02T00:00:00Z")',
    'self.every == duration("1m30s")',
    '"app.kubernetes.io/name" in self.labels && self.labels["app.kubernetes.io/name"] == "web"',
    'self.labels.all(k, k.size() > 0) && self.labels.size() == 2',
    'self.ports.isSorted() && self.ports.sum() == 523 && self.ports.all(i, p, p > i)',
    'has(self.ports) && !has(self.other)',
    'quantity("1Gi").isGreaterThan(quantity("1G")) && isIP("::1")',
    'sets.contains(self.ports, [80])',
  ])('holds %s', rule => {
    expect(faults({ rule })).toEqual([]);
  });

  it('evaluates transitions only where there is an old value', () => {
    const rule = { rule: 'self.ratio == oldSelf.ratio', message: 'fixed' };
    expect(faults(rule)).toEqual([]);
    expect(faults(rule, SPEC, { ...SPEC, ratio: 2 })).toEqual([
      expect.stringContaining('fixed'),
    ]);
    const optional = {
      rule: '!oldSelf.hasValue() || self.ratio == oldSelf.value().ratio',
      optionalOldSelf: true,
    };
    expect(faults(optional)).toEqual([]);
    expect(faults(optional, SPEC, { ...SPEC, ratio: 2 })).toHaveLength(1);
  });

  it('words a fault by the message expression', () => {
    const rule = {
      rule: 'self.ratio > 2.0',
      messageExpression: "'%s is too small'.format([self.ratio])",
      message: 'not shown',
    };
    expect(faults(rule)).toEqual([expect.stringContaining('1 is too small')]);
  });

  it('tells what a rule fails on', () => {
    expect(faults({ rule: 'self.other == 1' })).toEqual([
      expect.stringContaining('no such key: other'),
    ]);
    expect(faults({ rule: 'nope == 1' })).toEqual([
      expect.stringContaining('no such attribute(s): nope'),
    ]);
  });

  it('ends a rule that needs too much, and the rules after it', () => {
    const heavy = [...'abcdefgh'].reduceRight(
      (inner, name) => `${numbers}.all(${name}, ${inner})`,
      'a + b + c + d + e + f + g + h >= 0',
    );
    const rules = [{ rule: heavy }, { rule: 'false' }, { rule: heavy }];
    const started = performance.now();
    const errors = new CelRules().check(
      schemaWith(rules),
      object(SPEC),
      undefined,
    );
    // Without a budget it takes hours.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(errors.map(error => error.detail)).toEqual([
      expect.stringContaining(
        'validation failed due to running out of cost budget, no further validation rules will be run',
      ),
    ]);
  });
});
