import { retryIntervalOf, timeoutText } from './schedule';
import { kustomization } from './testing/objects';

describe('timeoutText', () => {
  it.each([
    ['1h', undefined, '59m30s'],
    ['10s', undefined, '30s'],
    ['1h', '10s', '30s'],
    ['1h', '40s', '40s'],
    ['1m', '5m', '5m0s'],
  ])('interval %s, timeout %s', (interval, timeout, expected) => {
    expect(timeoutText(kustomization('a', { interval, timeout }))).toBe(
      expected,
    );
  });
});

describe('retryIntervalOf', () => {
  it('is the interval unless the spec says otherwise', () => {
    expect(retryIntervalOf(kustomization('a', { interval: '10m' }))).toBe(
      600_000,
    );
    expect(retryIntervalOf(kustomization('a', { retryInterval: '2m' }))).toBe(
      120_000,
    );
  });
});
