import { goRune } from './goRune';

const GROUPS = [8, 4, 4, 4, 12];

/** Why a text is no UUID. */
export function uuidProblem(text: string): string | undefined {
  const groups = text.split('-');
  if (groups.length !== GROUPS.length) {
    return `must have ${GROUPS.length} elements`;
  }
  for (const [index, group] of groups.entries()) {
    if (group.length !== GROUPS[index]) {
      return `element ${index + 1} must be ${GROUPS[index]} characters long`;
    }
    const wrong = /[^0-9a-f]/iu.exec(group);
    if (wrong) {
      return `non-hex character ${goRune(wrong[0])}`;
    }
  }
  return undefined;
}
