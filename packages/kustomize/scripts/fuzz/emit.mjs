// Writes a value as YAML in the many layouts that people use.

const SAFE_WORD = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const WORDS = /^(true|false|yes|no|on|off|y|n|null)$/i;

function text(r, value, depth) {
  const lines = value.split('\n');
  const fitsBlock =
    lines.length > 2 &&
    !/^[\s]|[\r\t\ufeff\u0080-\uffff]/.test(value) &&
    value.trim() !== '';
  if (fitsBlock && r.chance(0.8)) {
    const pad = ' '.repeat(depth + 2);
    const sign = value.endsWith('\n\n') ? '+' : '-';
    const body = value.endsWith('\n') ? value.slice(0, -1) : value;
    const head = value.endsWith('\n') && sign === '-' ? '|' : `|${sign}`;
    return `${head}\n${body
      .split('\n')
      .map(line => (line === '' ? '' : pad + line))
      .join('\n')}`;
  }
  if (SAFE_WORD.test(value) && !WORDS.test(value) && r.chance(0.8))
    return value;
  if (/^[ -~]*$/.test(value) && r.chance(0.3))
    return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

const comment = r => (r.chance(0.03) ? ' # why: "so"' : '');
const head = (r, pad) => (r.chance(0.03) ? `${pad}# of the next\n` : '');

/**
 * `value` as the YAML of a block at `depth` columns: flow and block
 * collections, quoted and plain text, comments here and there.
 */
export function emit(r, value, depth = 0) {
  const pad = ' '.repeat(depth);
  if (value === null || typeof value !== 'object')
    return `${pad}${one(r, value, depth)}\n`;
  if (Object.keys(value).length === 0)
    return `${pad}${JSON.stringify(value)}\n`;
  if (Array.isArray(value)) {
    return value
      .map(item => {
        const isBlock =
          item !== null &&
          typeof item === 'object' &&
          Object.keys(item).length > 0;
        if (!isBlock || r.chance(0.1))
          return `${head(r, pad)}${pad}- ${one(r, item, depth)}\n`;
        return `${head(r, pad)}${pad}- ${emit(r, item, depth + 2).trimStart()}`;
      })
      .join('');
  }
  return Object.entries(value)
    .map(([key, item]) => {
      const name =
        SAFE_WORD.test(key) && !WORDS.test(key) ? key : JSON.stringify(key);
      const isBlock =
        item !== null &&
        typeof item === 'object' &&
        Object.keys(item).length > 0;
      if (!isBlock || r.chance(0.12))
        return `${head(r, pad)}${pad}${name}: ${one(r, item, depth)}${
          isBlock ? comment(r) : ''
        }\n`;
      const deeper = Array.isArray(item) && r.chance(0.5) ? depth : depth + 2;
      return `${head(r, pad)}${pad}${name}:${comment(r)}\n${emit(
        r,
        item,
        deeper,
      )}`;
    })
    .join('');
}

function one(r, value, depth) {
  if (typeof value === 'string') return text(r, value, depth);
  return JSON.stringify(value);
}
