/**
 * Differences that are meant to be, by the name of their scenario:
 * `{ step, text, reason }`, where `text` is part of what is reported. The judge
 * fails when one of them does not appear any more.
 */
export const KNOWN = {};
