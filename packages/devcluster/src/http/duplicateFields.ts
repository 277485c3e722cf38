/**
 * Paths of fields that a JSON text gives twice, as `duplicate field "spec.x"`.
 * The text is known to be valid JSON.
 */
export function duplicateFields(text: string): string[] {
  const faults: string[] = [];
  const scopes: {
    keys: Set<string>;
    isArray: boolean;
    path: string;
    key: string;
    index: number;
  }[] = [];
  let position = 0;
  const pathHere = () => {
    const scope = scopes[scopes.length - 1];
    if (!scope) {
      return '';
    }
    if (scope.isArray) {
      return `${scope.path}[${scope.index}]`;
    }
    return scope.path ? `${scope.path}.${scope.key}` : scope.key;
  };
  while (position < text.length) {
    const character = text[position];
    const scope = scopes[scopes.length - 1];
    if (character === '{' || character === '[') {
      const path = pathHere();
      scopes.push({
        keys: new Set(),
        isArray: character === '[',
        path,
        key: '',
        index: 0,
      });
    } else if (character === '}' || character === ']') {
      scopes.pop();
    } else if (character === ',' && scope?.isArray) {
      scope.index += 1;
    } else if (character === '"') {
      const end = endOfString(text, position);
      if (scope && !scope.isArray && isKey(text, end + 1)) {
        scope.key = text.slice(position + 1, end);
        if (scope.keys.has(scope.key)) {
          faults.push(`duplicate field ${JSON.stringify(pathHere())}`);
        }
        scope.keys.add(scope.key);
      }
      position = end;
    }
    position += 1;
  }
  return faults;
}

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (text[position] !== '"') {
    position += text[position] === '\\' ? 2 : 1;
  }
  return position;
}

function isKey(text: string, from: number): boolean {
  let position = from;
  while (/\s/.test(text[position] ?? '')) {
    position += 1;
  }
  return text[position] === ':';
}
