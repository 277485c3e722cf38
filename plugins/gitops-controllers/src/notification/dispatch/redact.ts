const MASK = '*****';
/** Shorter values stand in too many texts by chance. */
const MIN_LENGTH = 4;

/** A value as it may stand in a text: as it is, in a URL, in JSON, in base64. */
function formsOf(value: string): string[] {
  const trimmed = value.trim();
  return [
    value,
    trimmed,
    encodeURIComponent(trimmed.replace(/\p{Surrogate}/gu, '\ufffd')),
    JSON.stringify(trimmed).slice(1, -1),
    Buffer.from(trimmed).toString('base64'),
  ];
}

/** The parts of an address that a text may name without the whole. */
function partsOfUrl(value: string): string[] {
  const text = value.trim();
  if (!URL.canParse(text)) return [];
  const { username, password, pathname, search, href } = new URL(text);
  return [
    href,
    username,
    password,
    decodeSafely(username),
    decodeSafely(password),
    ...(pathname.length > MIN_LENGTH ? [pathname] : []),
    search.slice(1),
  ];
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Everything that has to be masked of these values, the longest first. */
export function secretForms(values: readonly string[]): readonly string[] {
  const forms = values
    .flatMap(value => [value, ...partsOfUrl(value)])
    .flatMap(formsOf)
    .filter(form => form.trim().length >= MIN_LENGTH);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** A text with the values masked. */
export function redact(text: string, forms: readonly string[]): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, MASK), text);
}
