import { isBlank, isBreak, SPACE, TAB } from '../read/characters';

/** The ways in which a scalar's text can be written. */
export interface Analysis {
  multiline: boolean;
  plainInFlow: boolean;
  plainInBlock: boolean;
  singleQuoted: boolean;
  /** Literal or folded. */
  block: boolean;
}

const EMPTY: Analysis = {
  multiline: false,
  plainInFlow: false,
  plainInBlock: true,
  singleQuoted: true,
  block: false,
};

const FREE: Analysis = {
  multiline: false,
  plainInFlow: true,
  plainInBlock: true,
  singleQuoted: true,
  block: true,
};

/** Text of such characters alone can be written in every way. */
const SIMPLE = simpleTable();

function simpleTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0x21; code < 0x7f; code++) {
    table[code] = ',?[]{}:#&*!|>\'"%@`-.'.includes(String.fromCharCode(code))
      ? 0
      : 1;
  }
  for (const inner of '.-') {
    table[inner.charCodeAt(0)] = 2;
  }
  return table;
}

function isSimple(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? SIMPLE[code] : 0;
    if (kind === 0 || (kind === 2 && at === 0)) {
      return false;
    }
  }
  return true;
}

/**
 * Whether a character may stand in a scalar unescaped. What lies beyond the
 * Basic Multilingual Plane may not, in the Go libraries.
 */
export function isPrintable(code: number): boolean {
  if (code < 0x7f) {
    return code >= 0x20 || code === 0x0a;
  }
  return (
    code >= 0xa0 &&
    !(code >= 0xd800 && code <= 0xdfff) &&
    code !== 0xfeff &&
    code < 0xfffe
  );
}

/** Indicators that must not stand first, or nowhere, in a plain scalar. */
function findsIndicator(
  analysis: Analysis,
  code: number,
  isFirst: boolean,
  afterSpace: boolean,
  beforeSpace: boolean,
): void {
  switch (code) {
    case 0x3f: // ?
    case 0x3a: // :
      analysis.plainInFlow = false;
      if (beforeSpace && (isFirst || code === 0x3a)) {
        analysis.plainInBlock = false;
      }
      break;
    case 0x2c: // ,
    case 0x5b:
    case 0x5d:
    case 0x7b:
    case 0x7d: // [ ] { }
      analysis.plainInFlow = false;
      if (isFirst) {
        analysis.plainInBlock = false;
      }
      break;
    case 0x23: // #
      if (isFirst || afterSpace) {
        forbidPlain(analysis);
      }
      break;
    case 0x2d: // -
      if (isFirst && beforeSpace) {
        forbidPlain(analysis);
      }
      break;
    default:
      if (isFirst && '&*!|>\'"%@`'.includes(String.fromCharCode(code))) {
        forbidPlain(analysis);
      }
  }
}

function forbidPlain(analysis: Analysis): void {
  analysis.plainInFlow = false;
  analysis.plainInBlock = false;
}

function forbidSingle(analysis: Analysis): void {
  forbidPlain(analysis);
  analysis.singleQuoted = false;
}

/**
 * Finds in which ways a scalar can be written.
 * @param tabsAreSpecial - a tab forces double quotes even where a literal
 *   would do (yaml.v2)
 */
export function analyze(text: string, tabsAreSpecial: boolean): Analysis {
  if (text === '') {
    return EMPTY;
  }
  return isSimple(text) ? FREE : analyzeClosely(text, tabsAreSpecial);
}

function analyzeClosely(text: string, tabsAreSpecial: boolean): Analysis {
  const analysis = { ...FREE };
  if (text.startsWith('---') || text.startsWith('...')) {
    forbidPlain(analysis);
  }
  let isSpecial = false;
  let hasTab = false;
  let spaceBreak = false;
  let breakSpace = false;
  let afterSpace = true;
  let previous = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    const beforeSpace = at + 1 >= text.length || isBlank(next);
    findsIndicator(analysis, code, at === 0, afterSpace, beforeSpace);
    if (code === TAB && !tabsAreSpecial) {
      hasTab = true;
    } else if (!isPrintable(code)) {
      isSpecial = true;
    }
    const isLineBreak = isBreak(code);
    analysis.multiline = analysis.multiline || isLineBreak;
    breakSpace = breakSpace || (code === SPACE && isBreak(previous));
    spaceBreak = spaceBreak || (isLineBreak && previous === SPACE);
    afterSpace = isLineBreak || isBlank(code);
    previous = code;
  }
  const first = text.charCodeAt(0);
  if (analysis.multiline || isEdge(first) || isEdge(previous)) {
    forbidPlain(analysis);
  }
  if (breakSpace || spaceBreak || hasTab || isSpecial) {
    forbidSingle(analysis);
  }
  if (spaceBreak || isSpecial || previous === SPACE) {
    analysis.block = false;
  }
  return analysis;
}

function isEdge(code: number): boolean {
  return code === SPACE || isBreak(code);
}
