const MAX = 280;

/** A message on one line and not longer than a few lines of a page. */
export function shorten(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  return text.length > MAX ? `${text.slice(0, MAX)}…` : text;
}
