import { compileGlob } from './compileGlob';

/** What a pattern says about a path. */
export type Verdict = 'exclude' | 'include' | 'none';

/** One line of an ignore file. */
export interface Pattern {
  /** @param path - names from the root of the tree down */
  match(path: readonly string[], isDirectory: boolean): Verdict;
}

const ANY_DEPTH = '**';

type Element =
  | { readonly kind: 'empty' }
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'never' }
  | { readonly kind: 'glob'; readonly test: (name: string) => boolean };

function toElement(text: string): Element {
  if (text === '') {
    return { kind: 'empty' };
  }
  if (text === ANY_DEPTH) {
    return { kind: 'any-depth' };
  }
  return text.includes(ANY_DEPTH)
    ? { kind: 'never' }
    : { kind: 'glob', test: compileGlob(text) };
}

/** Matches a pattern without a slash: any element of the path may fit. */
function matchName(
  test: (name: string) => boolean,
  path: readonly string[],
  isAcceptable: (isLast: boolean) => boolean,
): boolean {
  const index = path.findIndex(test);
  return index >= 0 && isAcceptable(index === path.length - 1);
}

/** Matches a pattern with slashes from the start of the path; a rest may remain. */
function matchPath(
  elements: readonly Element[],
  path: readonly string[],
  isAcceptable: (isLast: boolean) => boolean,
): boolean {
  let at = 0;
  let isMatched = false;
  let isAnyDepth = false;
  for (const [index, element] of elements.entries()) {
    if (element.kind === 'empty') {
      isAnyDepth = false;
    } else if (element.kind === 'any-depth') {
      if (index === elements.length - 1) {
        break;
      }
      isAnyDepth = true;
    } else if (element.kind === 'never' || at >= path.length) {
      return false;
    } else if (isAnyDepth) {
      isAnyDepth = false;
      const skipped = path.slice(at).findIndex(element.test);
      isMatched = skipped >= 0;
      at = isMatched ? at + skipped + 1 : path.length;
    } else if (element.test(path[at])) {
      isMatched = true;
      at += 1;
    } else {
      return false;
    }
  }
  return isMatched && isAcceptable(at === path.length);
}

/**
 * Parses one line in the syntax of .gitignore.
 * @param domain - directory of the file that holds it, from the root down; the
 *   pattern says nothing about paths outside
 * @see the gitignore package of go-git, whose reading of the syntax Flux has
 */
export function parsePattern(
  line: string,
  domain: readonly string[] = [],
): Pattern {
  const isInclusion = line.startsWith('!');
  let text = isInclusion ? line.slice(1) : line;
  if (!text.endsWith('\\ ')) {
    text = text.replace(/ +$/, '');
  }
  const isDirectoryOnly = text.endsWith('/');
  if (isDirectoryOnly) {
    text = text.slice(0, -1);
  }
  const elements = text.split('/').map(toElement);
  const simple = text.includes('/') ? undefined : compileGlob(text);
  const verdict: Verdict = isInclusion ? 'include' : 'exclude';
  return {
    match(path, isDirectory) {
      const isInside =
        path.length > domain.length &&
        domain.every((name, index) => path[index] === name);
      if (!isInside) {
        return 'none';
      }
      const rest = path.slice(domain.length);
      const isAcceptable = (isLast: boolean) =>
        !isDirectoryOnly || isDirectory || !isLast;
      const isMatch = simple
        ? matchName(simple, rest, isAcceptable)
        : matchPath(elements, rest, isAcceptable);
      return isMatch ? verdict : 'none';
    },
  };
}
