import type { GoValue } from '@backstage-gitops/go-template';
import type { Values } from '@backstage-gitops/helm';
import { createTestChart } from '../__testUtils__/createTestChart';
import { reuseValues } from './reuseValues';
import { toStoredChart } from './storedChart';

function table(object: Record<string, unknown>): Values {
  return new Map(
    Object.entries(object).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null
        ? table(value as Record<string, unknown>)
        : (value as GoValue),
    ]),
  );
}

const OLD = createTestChart({ 'values.yaml': 'a: old\nb: {c: old}\n' });
const NEW = createTestChart({ 'values.yaml': 'a: new\nd: new\n' });
const CURRENT = {
  chart: toStoredChart(OLD),
  config: table({ b: { c: 'set', e: 'set' }, f: 'set' }),
};

function reuse(
  given: Record<string, unknown>,
  valuesMode?: 'reset' | 'reuse' | 'resetThenReuse',
) {
  const { chart, values } = reuseValues(
    { chart: NEW, values: table(given), valuesMode },
    CURRENT,
  );
  return { defaults: chart.values, values };
}

describe('reuseValues', () => {
  it('keeps the values of the release unless there are new ones', () => {
    expect(reuse({})).toEqual({
      defaults: NEW.values,
      values: CURRENT.config,
    });
    const given = { a: 'given' };
    expect(reuse(given)).toEqual({
      defaults: NEW.values,
      values: table(given),
    });
  });

  it('forgets the values of the release', () => {
    expect(reuse({}, 'reset').values).toEqual(new Map());
  });

  it('puts new values over those of the release and the former defaults', () => {
    expect(reuse({ b: { c: 'given' }, f: null }, 'reuse')).toEqual({
      defaults: table({ a: 'old', b: { c: 'set', e: 'set' }, f: 'set' }),
      values: table({ b: { c: 'given', e: 'set' } }),
    });
  });

  it('puts new values over those of the release, with the new defaults', () => {
    expect(reuse({ b: { c: 'given' } }, 'resetThenReuse')).toEqual({
      defaults: NEW.values,
      values: table({ b: { c: 'given', e: 'set' }, f: 'set' }),
    });
    expect(CURRENT.config).toEqual(
      table({ b: { c: 'set', e: 'set' }, f: 'set' }),
    );
  });
});
