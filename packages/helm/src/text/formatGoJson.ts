const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeForHtml(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${code}`;
}

/** A text in quotes, with `<`, `>` and `&` escaped as Go escapes them. */
function formatText(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, escapeForHtml);
}

/**
 * JSON as Go's MarshalIndent writes it; a Map is an object with its keys in
 * order, undefined is null.
 * @param indent - of one level
 */
export function formatGoJson(value: unknown, indent: string): string {
  const parts: string[] = [];
  write(value, '\n', { indent, parts });
  return parts.join('');
}

interface Writer {
  readonly indent: string;
  readonly parts: string[];
}

function write(value: unknown, lineBreak: string, writer: Writer): void {
  if (value instanceof Map) {
    const items = [...value].map(([key, item]) => [
      `${formatText(key)}: `,
      item,
    ]);
    writeItems('{}', items as [string, unknown][], lineBreak, writer);
  } else if (Array.isArray(value)) {
    const items = value.map((item): [string, unknown] => ['', item]);
    writeItems('[]', items, lineBreak, writer);
  } else {
    writer.parts.push(
      typeof value === 'string'
        ? formatText(value)
        : JSON.stringify(value ?? null),
    );
  }
}

function writeItems(
  brackets: string,
  items: readonly [prefix: string, value: unknown][],
  lineBreak: string,
  writer: Writer,
): void {
  const { indent, parts } = writer;
  const inner = `${lineBreak}${indent}`;
  parts.push(brackets[0]);
  items.forEach(([prefix, item], index) => {
    parts.push(index === 0 ? inner : `,${inner}`, prefix);
    write(item, inner, writer);
  });
  parts.push(items.length === 0 ? '' : lineBreak, brackets[1]);
}
