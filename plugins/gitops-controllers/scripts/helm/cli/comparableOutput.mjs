/** Makes what a command prints comparable: without times, ages, identifiers and addresses. */

const REPLACEMENTS = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, 'TIME'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000 UTC/g, 'TIME'],
  [/[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}/g, 'TIME'],
  [/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'UUID'],
  [/(resource ?version\\?"?: *\\?"?)\d+/gi, '$1N'],
  [/sha256:[0-9a-f]{64}/g, 'sha256:DIGEST'],
  [/\b10\.0\.0\.\d+/g, 'IP'],
  // Each file server has a port of its own, and compresses in its own way.
  [/127\.0\.0\.1:\d+/g, 'ADDRESS'],
  [/(?<=\bsize: *)\d+/gi, 'N'],
  // Names of pods, and how often something was tried until now.
  [/(?<=-[0-9a-f]{8,10}-)[0-9a-z]{5}(?= )/g, 'POD'],
  [/\(x\d+ over [\dhms]+\)/g, '(AGAIN)'],
  // How the command line tells that its time is over.
  [
    /client rate limiter Wait returned an error: (?:rate: Wait\(n=1\) would exceed context deadline|(context deadline))/g,
    (_whole, words) => words ?? 'context deadline exceeded',
  ],
];

/** Words of tables and of `kubectl describe` that are spans of time. */
const AGE = /(?<=^|\s)(?:<invalid>|(?:\d+[dhms]){1,2})(?=\s|$)/gm;
const DURATION =
  /(?<=Duration: *)\S+|(?<=took )\S+|(?<=in )\d+(?:\.\d+)?m?s\b/g;

/** Commands whose lines come in no certain order. */
const UNORDERED =
  /^flux (?:events|suspend|resume)|^kubectl describe|^helm status/;

/**
 * YAML without our condition that shows what has drifted: a list item of two
 * spaces' indent.
 */
const withoutDriftDiff = text =>
  text
    .split(/^(?= {2}- )/m)
    .map(item =>
      item.includes('\n    type: DriftDiff\n')
        ? item.replace(/^ {2}- .*\n(?: {4}.*\n)*/, '')
        : item,
    )
    .join('');

const trimmed = text =>
  text
    .split('\n')
    .map(line => line.replace(/[ \t]+/g, ' ').trimEnd())
    .filter(line => line.trim() !== '');

/** @returns lines */
export function comparableOutput(command, { code, stdout, stderr }, addresses) {
  const textOf = output => {
    let text = withoutDriftDiff(output);
    for (const [name, address] of Object.entries(addresses)) {
      if (address) text = text.replaceAll(address, name);
    }
    for (const [pattern, by] of REPLACEMENTS) text = text.replace(pattern, by);
    const lines = trimmed(text.replace(DURATION, 'SPAN').replace(AGE, 'AGE'));
    return UNORDERED.test(command) ? lines.sort() : lines;
  };
  return [`exit ${code}`, ...textOf(stdout), ...textOf(stderr)];
}
