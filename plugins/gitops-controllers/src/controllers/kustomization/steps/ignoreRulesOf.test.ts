import { kustomization } from '../testing/objects';
import { ignoreRulesOf, matchesSelector } from './ignoreRulesOf';

describe('matchesSelector', () => {
  const labels = { app: 'web', tier: 'front' };
  it.each([
    [undefined, true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=api', true],
    ['app in (api, web)', true],
    ['app notin (api, web)', false],
    ['tier', true],
    ['!tier', false],
    ['!other,app in (web),tier', true],
  ])('%s', (selector, expected) => {
    expect(matchesSelector(selector, labels)).toBe(expected);
  });
});

describe('ignoreRulesOf', () => {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web-1', namespace: 'ns' },
  };
  it.each([
    [undefined, true],
    [{ kind: 'Deployment' }, true],
    [{ kind: 'Deploy' }, false],
    [{ name: 'web-.*' }, true],
    [{ name: 'web' }, false],
    [{ group: 'apps', version: 'v1', namespace: 'ns' }, true],
    [{ name: '(' }, false],
  ])('target %j', (target, expected) => {
    const [rule] = ignoreRulesOf(
      kustomization('a', { ignore: [{ paths: ['/spec/replicas'], target }] }),
    );
    expect(rule.matches(object)).toBe(expected);
    expect(rule.paths).toEqual(['/spec/replicas']);
  });
});
