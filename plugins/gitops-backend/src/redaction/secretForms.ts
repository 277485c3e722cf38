/** Shorter texts would mask unrelated ones, and are no secrets worth the name. */
export const MIN_SECRET_LENGTH = 5;

/**
 * The texts as which a secret may stand in a message or in a copy of an
 * object: as it is, on one line, quoted by JSON or Go's `%q` (once and twice),
 * in a URL, and in base64 at each of the three places where it can begin.
 */
export function formsOf(secret: string): string[] {
  const trimmed = secret.trim();
  const plain = [secret, trimmed, trimmed.replace(/\s+/g, ' ')];
  const forms = plain.flatMap(text => [
    text,
    quoted(text),
    quotedByGo(text),
    quoted(quoted(text)),
    quoted(quotedByGo(text)),
  ]);
  return [...new Set([...forms, inUrl(trimmed), ...base64Of(trimmed)])].filter(
    ({ length }) => length >= MIN_SECRET_LENGTH,
  );
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As Go's encoding/json writes it, and `kubectl apply` the copy of an object. */
function quotedByGo(text: string): string {
  return quoted(text).replace(
    /[<>&]/g,
    character => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

function inUrl(text: string): string {
  // Halves of surrogate pairs have no form in a URL.
  return encodeURIComponent(text.replace(/\p{Cs}/gu, ''));
}

/** Digits that depend on the secret alone, wherever it stands in what is encoded. */
function base64Of(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const digits = [0, 1, 2].map(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(before === 0 ? 0 : before + 1, whole);
  });
  return digits.flatMap(form => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}
