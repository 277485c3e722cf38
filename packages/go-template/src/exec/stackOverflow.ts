/** True for what JavaScript engines throw when the stack is at its end. */
export function isStackOverflow(error: unknown): boolean {
  const { name, message } = Object(error) as Partial<Error>;
  const isEngineLimit = name === 'RangeError' || name === 'InternalError';
  return isEngineLimit && /call stack|recursion|too deeply/.test(message ?? '');
}
