import { maskTexts } from './maskTexts';

describe('maskTexts', () => {
  it.each([
    ['as it is', 'open sesame', 'not allowed: open sesame'],
    ['quoted by JSON and Go', 'a"b\\c\nd', 'label "a\\"b\\\\c\\nd" is bad'],
    ['without the newline at its end', 'open sesame\n', 'bad: open sesame!'],
  ])('masks a secret %s', (_how, secret, text) => {
    const masked = maskTexts({ list: [text] }, [secret]);
    expect(masked.list[0]).toContain('***');
    expect(masked.list[0]).not.toMatch(/sesame|a\\"b/);
  });

  it('leaves short values alone, which are no secrets', () => {
    expect(maskTexts('port 8080 is taken', ['8080', 'is'])).toBe(
      'port 8080 is taken',
    );
  });
});
