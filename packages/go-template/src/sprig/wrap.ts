/**
 * Breaks a line at spaces so that each part has at most `width` bytes.
 * @param cutsWords - whether a longer word is cut too
 */
export function wrapText(
  text: string,
  width: number,
  lineBreak: string,
  cutsWords: boolean,
): string {
  const size = Math.max(width, 1);
  const lines: string[] = [];
  let at = 0;
  while (text.length - at > size) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const space = text.slice(at, at + size + 1).lastIndexOf(' ');
    if (space >= 0) {
      lines.push(text.slice(at, at + space));
      at += space + 1;
    } else if (cutsWords) {
      lines.push(text.slice(at, at + size));
      at += size;
    } else {
      const next = text.indexOf(' ', at + size);
      if (next < 0) {
        break;
      }
      lines.push(text.slice(at, next));
      at = next + 1;
    }
  }
  return [...lines, text.slice(at)].join(lineBreak);
}
