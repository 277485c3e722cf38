/** Value of a var with its YAML type. */
export interface VarValue {
  readonly text: string;
  readonly tag: '!!str' | '!!int' | '!!float' | '!!bool';
}

/**
 * Replaces `$(NAME)` in a text. A text that is one reference and nothing else
 * becomes the value with its type. `$$` is a dollar sign; names that `valueOf`
 * does not know stay.
 * @see Kubernetes' third_party/forked/golang/expansion
 */
export function expandVars(
  text: string,
  valueOf: (name: string) => VarValue | undefined,
): VarValue {
  let result = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '$' || i + 1 >= text.length) continue;
    result += text.slice(start, i);
    const name = referenceAt(text, i);
    if (name !== undefined) {
      const value = valueOf(name);
      if (text === `$(${name})` && value !== undefined) return value;
      result += value?.text ?? `$(${name})`;
      i += name.length + 2;
    } else {
      result += escaped(text[i + 1]);
      i += 1;
    }
    start = i + 1;
  }
  return { text: result + text.slice(start), tag: '!!str' };
}

/** Name of the reference that starts at `index`, if it is closed. */
function referenceAt(text: string, index: number): string | undefined {
  if (text[index + 1] !== '(') return undefined;
  const end = text.indexOf(')', index + 2);
  return end < 0 ? undefined : text.slice(index + 2, end);
}

function escaped(next: string): string {
  return next === '$' ? '$' : `$${next}`;
}
