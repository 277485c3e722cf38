import { createMergePatch, equalJson } from './mergePatch';

describe('createMergePatch', () => {
  it('is undefined for equal objects', () => {
    expect(
      createMergePatch({ a: { b: [1] } }, { a: { b: [1] } }),
    ).toBeUndefined();
  });

  it('holds only what changed, removals as null, lists whole', () => {
    expect(
      createMergePatch(
        { keep: 1, gone: 1, nested: { a: 1, b: 2 }, list: [1, 2] },
        { keep: 1, nested: { a: 1, b: 3 }, list: [2], added: { x: 1 } },
      ),
    ).toEqual({ gone: null, nested: { b: 3 }, list: [2], added: { x: 1 } });
  });

  it('takes an undefined field for an absent one', () => {
    expect(createMergePatch({ a: 1 }, { a: 1, b: undefined })).toBeUndefined();
    expect(createMergePatch({ a: 1 }, { a: undefined })).toEqual({ a: null });
  });
});

describe('equalJson', () => {
  it.each([
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [[1, { a: [] }], [1, { a: [] }], true],
    [{ a: 1 }, { b: 1 }, false],
    [[1], { 0: 1 }, false],
    [null, {}, false],
    ['1', 1, false],
  ])('compares %j and %j', (a, b, expected) => {
    expect(equalJson(a, b)).toBe(expected);
    expect(equalJson(b, a)).toBe(expected);
  });
});
