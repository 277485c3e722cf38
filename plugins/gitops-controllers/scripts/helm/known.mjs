/** Differences that are meant, and why: by name of the case, and by part and path. */
const EVERY = /./;
const KNOWN = [
  {
    ...{ cases: EVERY, lines: /^events.*helm\.toolkit\.fluxcd\.io\/decision/ },
    reason: 'events say in an annotation why a release was changed',
  },
  {
    ...{ cases: /^r-\d+$/, lines: /client rate limiter Wait returned/ },
    reason: "Go's client tells of its own limit where a deadline is near",
  },
];

/** @returns why a difference is meant, undefined where it is none */
export function knownReason(name, line) {
  return KNOWN.find(known => known.cases.test(name) && known.lines.test(line))
    ?.reason;
}
