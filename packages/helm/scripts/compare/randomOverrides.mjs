/** YAML scalars and small collections, as text, of every type. */
const ANYTHING = [
  ...['null', '~', 'true', 'false', 'yes', 'off', '0', '1', '-7', '3.5'],
  ...['1e6', '12345678901', '0x1F', '010', '1_000', '.inf', '2024-01-02'],
  ...['""', '"text"', '"two words"', '"a: b"', '"# no comment"', '"100Mi"'],
  ...['"{{ .Release.Name }}-x"', '"line\\nline\\n"', '"true"', '"12"', '"ü"'],
  ...['[]', '{}', '[1, two, true, null]', '["a,b", "c=d"]', '{"a": 1}'],
  ...['{"a": {"b": [{"c": "d"}]}}', '[{"name": "x", "value": "y"}]'],
  ...['{"a.b/c": "dotted"}', '[[1], []]', '"$(VAR)"', "'it''s'", '"%s %d"'],
];
const NUMBERS = ['0', '1', '2', '3', '10', '443', '8080', '65536', '0.5'];
const TEXTS = [
  ...['"text"', '"other-name"', '""', '"1.2.3"', '"v2"', '"latest"'],
  ...['"256Mi"', '"100m"', '"ClusterIP"', '"LoadBalancer"', '"NodePort"'],
  ...['"http"', '"host.example.org"', '"/path"', '"30s"', '"two\\nlines"'],
];

/**
 * Random changes of a chart's values: mostly another value of the same type,
 * so that templates go further, sometimes of any type.
 * @param leaves - from `leavesOf`
 * @returns `{ path, text }`, text being YAML of the new value
 */
export function randomOverrides(random, leaves) {
  if (leaves.length === 0) {
    return [{ path: ['extra'], text: random.pick(ANYTHING) }];
  }
  const wildness = random.pick([0, 0, 0.05, 0.3]);
  const flags = leaves.filter(({ value }) => typeof value === 'boolean');
  return Array.from({ length: 1 + random.below(8) }, () => {
    const pool = flags.length > 0 && random.chance(0.5) ? flags : leaves;
    const { path, value } = random.pick(pool);
    return random.chance(wildness)
      ? { path: wildPath(random, path), text: random.pick(ANYTHING) }
      : { path, text: sameType(random, value) };
  });
}

/** Sometimes the parent of a leaf, or something below it. */
function wildPath(random, path) {
  if (path.length > 1 && random.chance(0.2)) {
    return path.slice(0, -1);
  }
  return random.chance(0.05) ? [...path, 'below'] : path;
}

function sameType(random, value) {
  if (typeof value === 'boolean') {
    return String(!value);
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return random.pick(NUMBERS);
  }
  if (typeof value === 'string') {
    return random.pick(TEXTS);
  }
  if (Array.isArray(value)) {
    return random.pick(['["a", "b"]', '[{"name": "n", "key": "k"}]', '[]']);
  }
  return random.pick(['{"key": "value"}', '{"a": {"b": "c"}}', '{}', '"t"']);
}

/** Every leaf (and empty collection) of a chart's values with its path. */
export function leavesOf(value, path = []) {
  const isTable =
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isTable || Object.keys(value).length === 0) {
    return path.length === 0 ? [] : [{ path, value }];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, [...path, key]),
  );
}

/** A values file with these changes; a later change wins. */
export function toValuesText(overrides) {
  const root = new Map();
  for (const { path, text } of overrides) {
    let table = root;
    for (const key of path.slice(0, -1)) {
      if (!(table.get(key) instanceof Map)) {
        table.set(key, new Map());
      }
      table = table.get(key);
    }
    table.set(path.at(-1), text);
  }
  return `${print(root)}\n`;
}

function print(node) {
  return node instanceof Map
    ? `{${[...node]
        .map(([key, item]) => `${JSON.stringify(key)}: ${print(item)}`)
        .join(', ')}}`
    : node;
}
