import { joinLowerCase, pascalCase } from './cases';
import { Definitions, textFunction } from './define';
import { initialsOf, swapCase, withoutSpaces } from './letters';

/** Sprig's functions that change the case and shape of words. */
export const caseFunctions: Definitions = {
  camelcase: textFunction(pascalCase),
  snakecase: textFunction(text => joinLowerCase(text, '_')),
  kebabcase: textFunction(text => joinLowerCase(text, '-')),
  swapcase: textFunction(swapCase),
  nospace: textFunction(withoutSpaces),
  initials: textFunction(initialsOf),
};
