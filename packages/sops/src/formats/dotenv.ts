import { decodeUtf8, encodeUtf8 } from '../bytes';
import { SopsError } from '../errors';
import { Comment, TreeBranch, TreeItem } from '../tree';
import { nestMetadata } from './flatten';
import { Store } from './format';
import { textOf } from './text';

/** `KEY=value` lines; a newline in a value is written `\n`. */
export const dotenvStore: Store = {
  load(document) {
    const items: TreeItem[] = [];
    decodeUtf8(document)
      .split('\n')
      .forEach((line, index) => {
        if (line === '') return;
        if (line.startsWith('#')) {
          items.push({ key: new Comment(line.slice(1)), value: null });
          return;
        }
        const equals = line.indexOf('=');
        if (equals < 0) {
          throw new SopsError(
            'BAD_DOCUMENT',
            `invalid dotenv input line ${index + 1}: there is no "="`,
          );
        }
        items.push({
          key: line.slice(0, equals),
          value: line.slice(equals + 1).replaceAll('\\n', '\n'),
        });
      });
    return [nestMetadata(new TreeBranch(items))];
  },

  emit([branch]) {
    const lines = branch.items.map(({ key, value }) => {
      if (key instanceof Comment) return `#${key.value}\n`;
      if (Array.isArray(value) || value instanceof TreeBranch) {
        throw new SopsError(
          'BAD_DOCUMENT',
          `cannot use complex value in dotenv file; offending key ${key}`,
        );
      }
      const text =
        typeof value === 'string'
          ? value.replaceAll('\n', '\\n')
          : textOf(value);
      return `${key}=${text}\n`;
    });
    return encodeUtf8(lines.join(''));
  },
};
