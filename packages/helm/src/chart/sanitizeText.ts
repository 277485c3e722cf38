import { isPrintable, isSpace } from '../text/goQuote';

/** A text of Chart.yaml with blanks made spaces and characters that don't print removed. */
export function sanitizeText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) {
    return text;
  }
  let clean = '';
  for (const char of text) {
    if (isSpace(char)) {
      clean += ' ';
    } else if (isPrintable(char)) {
      clean += char;
    }
  }
  return clean;
}
