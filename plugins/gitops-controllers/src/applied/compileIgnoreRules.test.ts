import { compileIgnoreRules } from './compileIgnoreRules';

describe('compileIgnoreRules', () => {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web-1', namespace: 'ns', labels: { app: 'web' } },
  };
  it.each([
    [undefined, true],
    [{ kind: 'Deployment' }, true],
    [{ kind: 'Deploy' }, false],
    [{ name: 'web-.*' }, true],
    [{ name: 'web' }, false],
    [{ group: 'apps', version: 'v1', namespace: 'ns' }, true],
    [{ labelSelector: 'app in (api, web)' }, true],
    [{ labelSelector: 'app!=web' }, false],
    [{ annotationSelector: '!owner' }, true],
    [{ annotationSelector: 'owner' }, false],
    // Takes for ever where patterns are tried by backtracking.
    [{ name: '(w+(e+b+)+)+-(1+)+1+2' }, false],
  ])('target %j', (target, expected) => {
    const [rule] = compileIgnoreRules([{ paths: ['/spec/replicas'], target }]);
    expect(rule.matches(object)).toBe(expected);
    expect(rule.paths).toEqual(['/spec/replicas']);
  });

  it.each([
    [
      { name: '(' },
      'invalid name regex: error parsing regexp: missing closing )',
    ],
    [
      { kind: '[' },
      'invalid kind regex: error parsing regexp: missing closing ]',
    ],
    [{ labelSelector: 'a in (' }, 'invalid label selector: '],
    [{ annotationSelector: 'a = = b' }, 'invalid annotation selector: '],
  ])('refuses target %j', (target, why) => {
    expect(() => compileIgnoreRules([{ paths: ['/x'], target }])).toThrow(
      `failed to create ignore rule selector: ${why}`,
    );
  });
});
