const KEYS = ['a', 'b', 'c', 'list', 'nested'];
const SCALARS = [1, 0, -2, 1.5, 1e21, true, false, '', 'text', '5', null, null];
const TEMPLATE = `kind: Shown
chart: {{ .Chart.Name }}
subcharts: {{ .Subcharts | keys | sortAlpha | toJson }}
values: {{ .Values | toYaml | nindent 2 }}
`;

/**
 * A random chart with subcharts up to three levels deep, whose values overlap:
 * nulls, tables over scalars, globals, conditions, tags, aliases and
 * import-values. Every chart shows the values that it sees.
 */
export function randomLayers(random) {
  const files = {};
  addChart(random, files, { path: '', name: 'top', depth: 0 });
  return {
    files,
    values: JSON.stringify(randomValues(random, ['one', 'two'])),
  };
}

function addChart(random, files, { path, name, depth }) {
  const names = ['one', 'two', 'three'].slice(0, random.below(4));
  const subcharts = depth < 2 ? names : [];
  const dependencies = subcharts.flatMap(sub => dependenciesOf(random, sub));
  files[`${path}Chart.yaml`] = JSON.stringify({
    apiVersion: 'v2',
    name,
    version: '1.0.0',
    ...(dependencies.length > 0 && { dependencies }),
  });
  files[`${path}values.yaml`] = JSON.stringify(randomValues(random, subcharts));
  files[`${path}templates/show.yaml`] = TEMPLATE;
  for (const sub of subcharts) {
    const below = `${path}charts/${sub}/`;
    addChart(random, files, { path: below, name: sub, depth: depth + 1 });
  }
}

/** None (a chart only in charts/), one, or two with an alias. */
function dependenciesOf(random, name) {
  if (random.chance(0.1)) {
    return [];
  }
  const first = dependency(random, name);
  return random.chance(0.15)
    ? [first, { ...dependency(random, name), alias: 'other' }]
    : [first];
}

function dependency(random, name) {
  return {
    name,
    version: random.pick(['1.0.0', '^1', '*', '>=1 <2', '', '2.x']),
    ...(random.chance(0.3) && {
      condition: random.pick(['a', 'b.c', `${name}.b`, 'a,c', 'global.a', '']),
    }),
    ...(random.chance(0.2) && { tags: [random.pick(KEYS)] }),
    ...(random.chance(0.2) && { alias: random.pick(['a', 'nested', 'alias']) }),
    ...(random.chance(0.4) && { 'import-values': randomImports(random) }),
  };
}

function randomImports(random) {
  return Array.from({ length: 1 + random.below(2) }, () =>
    random.chance(0.4)
      ? random.pick(KEYS)
      : {
          child: random.pick([...KEYS, 'nested.a', 'exports.a', '']),
          parent: random.pick([...KEYS, 'nested.b', '.', '']),
        },
  );
}

function randomValues(random, subcharts) {
  return {
    ...randomTable(random, [...KEYS, 'exports'], 0),
    ...tables(random, ['global', 'tags', ...subcharts], 0),
  };
}

/** Keys under which Helm expects a table; something else is rare there. */
function tables(random, keys, depth) {
  const chosen = keys.filter(() => random.chance(0.4));
  return Object.fromEntries(
    chosen.map(key => [
      key,
      random.chance(0.98)
        ? randomTable(random, [...KEYS, 'one'], depth + 1)
        : random.pick(SCALARS),
    ]),
  );
}

function randomTable(random, keys, depth) {
  const chosen = keys.filter(() => random.chance(depth === 0 ? 0.5 : 0.4));
  return {
    ...Object.fromEntries(chosen.map(key => [key, randomValue(random, depth)])),
    ...(depth < 2 && random.chance(0.3) && tables(random, ['global'], depth)),
  };
}

function randomValue(random, depth) {
  if (depth < 3 && random.chance(0.55)) {
    return randomTable(random, [...KEYS, 'exports'], depth + 1);
  }
  return random.chance(0.2)
    ? Array.from({ length: random.below(3) }, () => random.pick(SCALARS))
    : random.pick(SCALARS);
}
