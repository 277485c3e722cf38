/** Fields whose value is a name or a place, which messages are about. */
const NAMING_FIELDS: readonly string[] = [
  'apiVersion',
  'kind',
  'name',
  'namespace',
  'op',
  'path',
  'from',
];

/** `name: value`, `"name": value`, `NAME=value`. */
const FIELD = /^(["']?)([\w./~][\w./~-]*)\1\s*[:=]\s*(.*)$/;

/**
 * Values in a text that is masked as a whole: of a manifest or patch, in YAML
 * or JSON, also one that is not valid. Values of `name`, `kind` and the like
 * are left out. Looks at lines and punctuation alone, so that no document can
 * take long.
 */
export function secretsInText(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    for (const part of line.split(/[{}[\],]/)) {
      const value = valueOf(part);
      if (value === undefined) continue;
      found.add(value);
      const decoded = decodedBase64(value);
      if (decoded) found.add(decoded);
    }
  }
  return [...found];
}

function valueOf(part: string): string | undefined {
  const item = part.replace(/^[\s-]+/, '');
  const field = FIELD.exec(item);
  if (!field) return unquoted(item);
  const [, , name, value] = field;
  return NAMING_FIELDS.includes(name) ? undefined : unquoted(value);
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/s.exec(trimmed);
  if (!quoted) return trimmed.split(' #', 1)[0].trimEnd();
  const [, quote, inner] = quoted;
  if (quote === "'") return inner.replaceAll("''", "'");
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}

/** What base64 stands for, such as a value of `data` of a Secret; undefined for binary. */
function decodedBase64(text: string): string | undefined {
  if (
    !/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^[A-Za-z0-9+/]{4,}={1,2}$/.test(
      text,
    )
  ) {
    return undefined;
  }
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return decoded.includes('\ufffd') ? undefined : decoded;
}
