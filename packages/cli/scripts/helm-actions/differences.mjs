const MAX_SHOWN = 300;

/**
 * Where two values differ: a line each, `path: theirs ≠ ours`.
 * @param theirs - of the real helm
 */
export function differences(theirs, ours, path = '') {
  if (Object.is(theirs, ours)) return [];
  if (isBranch(theirs) && isBranch(ours)) {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...keys].flatMap(key =>
      differences(
        theirs[key],
        ours[key],
        path === '' ? key : `${path} › ${key}`,
      ),
    );
  }
  if (typeof theirs === 'string' && typeof ours === 'string') {
    return textDifference(theirs, ours, path);
  }
  return [`${path}: ${show(theirs)} ≠ ${show(ours)}`];
}

function isBranch(value) {
  return typeof value === 'object' && value !== null;
}

function show(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** Shows long texts from where they part. */
function textDifference(theirs, ours, path) {
  let start = 0;
  while (start < theirs.length && theirs[start] === ours[start]) start += 1;
  const from = Math.max(0, start - 60);
  const head = from > 0 ? `at ${start}: ` : '';
  return [
    `${path}: ${head}${show(theirs.slice(from))} ≠ ${show(ours.slice(from))}`,
  ];
}
