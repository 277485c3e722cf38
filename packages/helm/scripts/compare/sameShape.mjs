/**
 * Whether a text could be another run's: lines that all of Helm's runs share
 * are equal, lines that differ between them (random names, certificates,
 * times) have the same start, the same end and about the same length.
 * @param runs - two or more outputs of Helm for one command line
 */
export function isSameShape(runs, text) {
  const lines = withoutKeys(text).split('\n');
  const others = runs.map(run => withoutKeys(run).split('\n'));
  if (others.every(run => run.length === lines.length)) {
    return lines.every((line, index) =>
      isSameLine(
        others.map(run => run[index]),
        line,
      ),
    );
  }
  return false;
}

/** Keys and certificates, also in base64, whose length depends on random numbers. */
function withoutKeys(text) {
  return text
    .replaceAll(/-----BEGIN ([^-]+)-----[^-]+-----END \1-----/g, '<$1>')
    .replaceAll(
      /\b(LS0tLS1CRUdJTi[A-Za-z0-9+/]{12})[A-Za-z0-9+/=]{200,}/g,
      '<$1>',
    );
}

/** Whether a text has the lines of one of Helm's runs in another order (Go's maps have none). */
export function isReordered(runs, text) {
  const isUnstable = runs.some(run => run !== runs[0]);
  return isUnstable && runs.some(run => hasSameLines(run, text));
}

/** Whether two texts have the same lines, in whatever order. */
export function hasSameLines(a, b) {
  return sorted(a) === sorted(b);
}

function sorted(text) {
  return text.split('\n').sort().join('\n');
}

function isSameLine(runs, line) {
  const [first] = runs;
  if (runs.every(run => run === first)) {
    return line === first;
  }
  const start = Math.min(...runs.map(run => commonWords(run, first)));
  const end = Math.min(
    ...runs.map(run => commonWords(backwards(run), backwards(first))),
  );
  return (
    commonLength(line, first) >= start &&
    commonLength(backwards(line), backwards(first)) >= end &&
    Math.abs(line.length - first.length) <= Math.max(2, first.length * 0.03)
  );
}

/** Length of the common start up to a word's end: random words may begin alike. */
function commonWords(a, b) {
  const common = a.slice(0, commonLength(a, b));
  return common.length - /[\w+/=-]*$/.exec(common)[0].length;
}

function commonLength(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) {
    length++;
  }
  return length;
}

function backwards(text) {
  return [...text].reverse().join('');
}
