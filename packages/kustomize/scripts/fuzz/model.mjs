// What the generator knows of an object: its identity and its fields.
import { parseDocument } from 'yaml';

/** Fields of an object's text; empty where its YAML is beyond the parser. */
export function fieldsOf(text) {
  try {
    const document = parseDocument(text, {
      version: '1.1',
      merge: true,
      strict: false,
      uniqueKeys: false,
    });
    const fields = document.toJS();
    return fields !== null && typeof fields === 'object' ? fields : {};
  } catch {
    return {};
  }
}

/** Every path of an object as keys and positions, with its value. */
export function pathsOf(value, path = [], found = []) {
  if (path.length > 0) found.push({ path, value });
  if (value === null || typeof value !== 'object' || value instanceof Date)
    return found;
  if (Array.isArray(value))
    value.forEach((item, i) => pathsOf(item, [...path, i], found));
  else
    for (const [key, item] of Object.entries(value))
      pathsOf(item, [...path, key], found);
  return found;
}

export const isLeaf = ({ value }) =>
  value === null || typeof value !== 'object' || value instanceof Date;

/** A JSON pointer. */
export const pointer = path =>
  path
    .map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');

/** A field path of a replacement; list items by position, name or `*`. */
export function fieldPath(r, path, root, { mayMatchAll = true } = {}) {
  let value = root;
  const parts = path.map(part => {
    const item = value?.[part];
    value = item;
    if (typeof part === 'number') {
      if (typeof item?.name === 'string' && r.chance(0.6))
        return `[name=${item.name}]`;
      return mayMatchAll && r.chance(0.3) ? '*' : String(part);
    }
    if (/[./]/.test(part))
      return r.chance(0.5) && !part.includes('=')
        ? `[${part}]`
        : part.replaceAll('.', '\\.');
    return part;
  });
  return parts.join('.');
}
