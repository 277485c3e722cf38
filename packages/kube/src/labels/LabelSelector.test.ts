import { LabelSelectorError, parseLabelSelector } from './LabelSelector';

const LABELS = { app: 'web', tier: 'front', weight: '7' };

describe('parseLabelSelector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=api', true],
    ['other!=api', true],
    ['app in (api, web)', true],
    ['app notin (api, web)', false],
    ['other notin (api)', true],
    ['tier', true],
    ['!tier', false],
    ['!other,app in (web),tier', true],
    ['weight>6', true],
    ['weight>7', false],
    ['weight<8', true],
    ['app<8', false],
    ['app=', false],
    ['in in (x)', false],
    ['constructor', false],
  ])('%s', (selector, expected) => {
    expect(parseLabelSelector(selector)(LABELS)).toBe(expected);
  });

  it.each([
    'a in (',
    'a in b',
    'a = = b',
    '=b',
    'a,,b',
    'a,',
    'a=b c',
    'a>x',
    '-a',
    'a=-b',
    'a/b/c',
    '!a=b',
  ])('refuses %s', selector => {
    expect(() => parseLabelSelector(selector)).toThrow(LabelSelectorError);
  });
});
