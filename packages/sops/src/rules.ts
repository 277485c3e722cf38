import { RE2JS } from 're2js';
import { SopsError } from './errors';
import { Metadata } from './metadata';
import { Comment, Leaf } from './tree';

/** Decides by keys and comments which values are encrypted. */
export interface Rules {
  /**
   * @param path - keys from the root
   * @param comments - for each level, the comments in front of the value
   * @param value - a comment is itself the last of those comments
   */
  isEncrypted(
    path: readonly string[],
    comments: readonly (readonly string[])[],
    value: Leaf,
  ): boolean;
}

/** What an encrypted value starts with. */
const ENVELOPE = 'ENC[AES256_GCM,';

const BY_FORM: Rules = {
  isEncrypted: (_path, _comments, value) =>
    typeof value === 'string' && value.startsWith(ENVELOPE),
};

function compile(pattern: string): (text: string) => boolean {
  try {
    const regex = RE2JS.compile(pattern);
    return text => regex.matcher(text).find();
  } catch (cause) {
    throw new SopsError(
      'BAD_METADATA',
      `"${pattern}" is not a regular expression`,
      ['sops'],
      { cause },
    );
  }
}

function commentRules(pattern: string, matchMeansEncrypted: boolean): Rules {
  const matches = compile(pattern);
  return {
    isEncrypted(_path, comments, value) {
      const found = comments.some((level, depth) =>
        level.some((comment, index) => {
          // A comment that turns encryption on stays readable itself.
          const isItself =
            matchMeansEncrypted &&
            value instanceof Comment &&
            depth === comments.length - 1 &&
            index === level.length - 1;
          return !isItself && matches(comment);
        }),
      );
      return found === matchMeansEncrypted;
    },
  };
}

/**
 * The rules of a document; at most one of the six is set, and without any of
 * them all is encrypted but what lies under a key ending in `_unencrypted`.
 * @param areCommentsLost - rules on comments give way to the form of a value
 */
export function rulesOf(metadata: Metadata, areCommentsLost: boolean): Rules {
  const { rule } = metadata;
  switch (rule.kind) {
    case 'unencrypted_suffix':
    case 'encrypted_suffix':
    case 'unencrypted_regex':
    case 'encrypted_regex': {
      const matches = rule.kind.endsWith('suffix')
        ? (key: string) => key.endsWith(rule.pattern)
        : compile(rule.pattern);
      const matchMeansEncrypted = rule.kind.startsWith('encrypted');
      return {
        isEncrypted: path => path.some(matches) === matchMeansEncrypted,
      };
    }
    default:
      if (areCommentsLost) return BY_FORM;
      return commentRules(
        rule.pattern,
        rule.kind === 'encrypted_comment_regex',
      );
  }
}
