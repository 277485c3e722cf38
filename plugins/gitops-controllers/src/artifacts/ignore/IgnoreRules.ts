import { parsePattern } from './pattern';
import type { Pattern } from './pattern';

/** Name of the files whose patterns hold for their directory. */
export const IGNORE_FILE = '.sourceignore';

/** Files of the version control system; always left out. */
const VERSION_CONTROL = [
  '.git/',
  '.gitignore',
  '.gitmodules',
  '.gitattributes',
];

/** Left out as long as nobody has given a pattern. */
const DEFAULTS = [
  ...['jpg', 'jpeg', 'gif', 'png', 'wmv', 'flv', 'tar.gz', 'zip'].map(
    extension => `*.${extension}`,
  ),
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
 * Decides what stays out of an archive. The last pattern that says anything
 * about a path wins; a directory's verdict does not bind what is inside, whose
 * own path counts.
 */
export class IgnoreRules {
  private readonly patterns: readonly Pattern[];

  /** @param own - patterns of the repository and of `spec.ignore`, in order */
  constructor(own: readonly Pattern[]) {
    const base =
      own.length > 0 ? VERSION_CONTROL : [...VERSION_CONTROL, ...DEFAULTS];
    this.patterns = [...base.map(line => parsePattern(line)), ...own];
  }

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
