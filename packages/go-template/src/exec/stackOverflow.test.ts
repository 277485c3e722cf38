import { isStackOverflow } from './stackOverflow';

function overflow(depth: number): number {
  return overflow(depth + 1) + 1;
}

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('isStackOverflow', () => {
  it('knows the end of the stack, in a pattern too', () => {
    expect(isStackOverflow(caught(() => overflow(0)))).toBe(true);
    expect(
      isStackOverflow(
        new SyntaxError('Invalid regular expression: /a/: Stack overflow'),
      ),
    ).toBe(true);
  });

  it('leaves other errors alone', () => {
    expect(isStackOverflow(new SyntaxError('Unterminated group'))).toBe(false);
    expect(isStackOverflow(new RangeError('Invalid array length'))).toBe(false);
    expect(isStackOverflow(undefined)).toBe(false);
  });
});
