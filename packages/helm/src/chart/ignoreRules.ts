import { HelmError, messageOf } from '../errors';
import { compilePattern } from '../text/pathMatch';
import { trimSpace } from '../text/trimSpace';

/** Files in `templates/` whose name begins with a dot are never loaded. */
const DEFAULT_RULES = 'templates/.?*';

interface Rule {
  readonly isNegated: boolean;
  readonly onlyFolders: boolean;
  matches(path: string): boolean;
}

/**
 * The rules of a .helmignore file.
 * @see helm.sh/helm/v4 pkg/ignore
 */
export class IgnoreRules {
  private readonly rules: readonly Rule[];

  /**
   * @param text - content of .helmignore
   * @throws HelmError - code CHART: `**`, or a malformed pattern
   */
  constructor(text = '') {
    this.rules = [...text.replace(/^\ufeff/, '').split('\n'), DEFAULT_RULES]
      .map(line => trimSpace(line))
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(parseRule);
  }

  /**
   * True when a file, or a folder with all below it, is left out. The first
   * rule that matches decides; a negated rule leaves out all that it does NOT match.
   * @param path - relative to the chart, with `/`
   */
  ignores(path: string, isFolder: boolean): boolean {
    for (const rule of this.rules) {
      if (rule.isNegated) {
        if ((rule.onlyFolders && !isFolder) || !rule.matches(path)) {
          return true;
        }
      } else if ((isFolder || !rule.onlyFolders) && rule.matches(path)) {
        return true;
      }
    }
    return false;
  }
}

function parseRule(line: string): Rule {
  if (line.includes('**')) {
    throw new HelmError('CHART', 'double-star (**) syntax is not supported', {
      file: '.helmignore',
    });
  }
  compile(line);
  const isNegated = line.startsWith('!');
  const unsigned = isNegated ? line.slice(1) : line;
  const onlyFolders = unsigned.endsWith('/');
  const pattern = onlyFolders ? unsigned.slice(0, -1) : unsigned;
  return { isNegated, onlyFolders, matches: matcher(pattern) };
}

function matcher(pattern: string): (path: string) => boolean {
  if (pattern.startsWith('/')) {
    return compile(pattern.slice(1));
  }
  const matches = compile(pattern);
  return pattern.includes('/')
    ? matches
    : path => matches(path.slice(path.lastIndexOf('/') + 1));
}

function compile(pattern: string): (path: string) => boolean {
  try {
    return compilePattern(pattern);
  } catch (error) {
    throw new HelmError('CHART', messageOf(error), {
      file: '.helmignore',
      cause: error,
    });
  }
}
