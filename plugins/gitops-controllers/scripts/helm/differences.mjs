const isObject = value => value !== null && typeof value === 'object';

/** Where two texts part, with what stands around. */
function parting(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const around = text =>
    JSON.stringify(text.slice(Math.max(0, at - 60), at + 100));
  return `at ${at}: flux ${around(a)}, ours ${around(b)}`;
}

const wordsOf = text =>
  text
    .split(/\s+|\\n/)
    .sort()
    .join(' ');

/** Errors of objects that are applied at once come in any order. */
const isReordered = (a, b) =>
  [a, b].every(text => text.includes('failed for object')) &&
  wordsOf(a) === wordsOf(b);

/** Lines that say at which paths two values differ. */
export function* differences(a, b, path = '') {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  if (!isObject(a) || !isObject(b)) {
    const isText = [a, b].every(each => typeof each === 'string');
    if (isText && isReordered(a, b)) return;
    yield isText && a.length > 200
      ? `${path}: ${parting(a, b)}`
      : `${path}: flux ${JSON.stringify(a)}, ours ${JSON.stringify(b)}`;
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    for (const line of differences(a[key], b[key], `${path}.${key}`)) {
      yield line;
    }
  }
}
