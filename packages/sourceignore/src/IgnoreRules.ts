import { parsePattern } from './pattern';
import type { Pattern } from './pattern';

/** Name of the files whose patterns hold for their directory. */
export const IGNORE_FILE = '.sourceignore';

/** Files of the version control system; every source leaves them out. */
export const VERSION_CONTROL_PATTERNS: readonly string[] = [
  '.git/',
  '.gitignore',
  '.gitmodules',
  '.gitattributes',
];

/** Kinds of files that are no manifests: pictures, films and archives. */
export const EXTENSION_PATTERNS: readonly string[] = [
  '*.jpg',
  '*.jpeg',
  '*.gif',
  '*.png',
  '*.wmv',
  '*.flv',
  '*.tar.gz',
  '*.zip',
];

/** Left out as long as nobody has given a pattern. */
const DEFAULTS = [
  ...EXTENSION_PATTERNS,
  '.github/',
  '.circleci/',
  '.travis.yml',
  '.gitlab-ci.yml',
  'appveyor.yml',
  '.drone.yml',
  'cloudbuild.yaml',
  'codeship-services.yml',
  'codeship-steps.yml',
  '**/.goreleaser.yml',
  '**/.sops.yaml',
  '**/.flux.yaml',
];

/** The patterns of an ignore text; comments and blank lines are none. */
export function readPatterns(
  text: string,
  domain: readonly string[] = [],
): Pattern[] {
  return text
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#') && line.trim() !== '')
    .map(line => parsePattern(line, domain));
}

/**
 * The rules of a source: what it leaves out by default, then its own patterns.
 * @param own - patterns of the repository and of `spec.ignore`, in order; with
 *   one of them, of the defaults only those of version control are left
 */
export function sourceRules(own: readonly Pattern[]): IgnoreRules {
  const base =
    own.length > 0
      ? VERSION_CONTROL_PATTERNS
      : [...VERSION_CONTROL_PATTERNS, ...DEFAULTS];
  return new IgnoreRules([...base.map(line => parsePattern(line)), ...own]);
}

/**
 * Decides what stays out of an archive. The last pattern that says anything
 * about a path wins; a directory's verdict does not bind what is inside, whose
 * own path counts.
 */
export class IgnoreRules {
  /** @param patterns - in order; none ignores nothing */
  constructor(private readonly patterns: readonly Pattern[]) {}

  /** @param path - names from the root down; empty for the root itself */
  isIgnored(path: readonly string[], isDirectory: boolean): boolean {
    for (let index = this.patterns.length - 1; index >= 0; index--) {
      const verdict = this.patterns[index].match(path, isDirectory);
      if (verdict !== 'none') {
        return verdict === 'exclude';
      }
    }
    return false;
  }
}
