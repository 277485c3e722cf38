/**
 * True for what JavaScript engines throw when the stack is at its end. V8
 * compiles a pattern when it first runs, and says there that the pattern is
 * wrong. No pattern here: it would end the same way.
 */
export function isStackOverflow(error: unknown): boolean {
  const { name, message = '' } = Object(error) as Partial<Error>;
  if (name === 'SyntaxError') return message.endsWith(': Stack overflow');
  const isEngineLimit = name === 'RangeError' || name === 'InternalError';
  return (
    isEngineLimit &&
    ['call stack', 'recursion', 'too deeply'].some(words =>
      message.includes(words),
    )
  );
}
