const KEYS = ['a', 'b', 'a', 'long-name', 'k\\.x', 'ü', '', ' ', '0', 'true'];
const VALUES = [
  ...['1', '-5', '+7', '007', '0', '0x1', '1.5', '1e3', '9223372036854775807'],
  ...['9223372036854775808', 'true', 'FALSE', 'Null', 'null', '', 'text'],
  ...[
    '{a,b}',
    '{}',
    '{1,true,null,}',
    '{a',
    'x\\,y',
    '\\{',
    '{{',
    'a=b',
    '[1]',
  ],
  ...[
    'ü',
    '"q"',
    '{"x":1}',
    '[1,"a",null]',
    '1.0',
    '"\\u00fc"',
    'tru',
    '{"a":[]}',
  ],
  ...[
    '1e400',
    '"\\ud800"',
    '-0',
    '--1',
    '1_0',
    ' 5',
    '{ }',
    '\\',
    'a\\',
    '12345678901234567890',
    '𝒳',
  ],
];
const JUNK = [...'abk01=,.[]{}\\" -+:ü\n\t', '[0]', '[1].', '={', '}', '[-1]'];

/** A random line of the --set family: mostly of its grammar, sometimes junk. */
export function randomLine(random) {
  if (random.chance(0.2)) {
    return Array.from({ length: random.below(12) }, () =>
      random.pick(JUNK),
    ).join('');
  }
  const parts = Array.from({ length: 1 + random.below(3) }, () => {
    const sign = random.chance(0.95)
      ? '='
      : random.pick(['', '==', ' = ', ':']);
    return `${randomKey(random)}${sign}${random.pick(VALUES)}`;
  });
  return parts.join(random.chance(0.95) ? ',' : random.pick([', ', ',,', ' ']));
}

function randomKey(random) {
  let key = random.pick(KEYS);
  while (random.chance(0.45)) {
    key += random.chance(0.5) ? `.${random.pick(KEYS)}` : randomIndex(random);
  }
  return key;
}

function randomIndex(random) {
  const usual = `[${random.below(4)}]`;
  const unusual = [
    '[]',
    '[x]',
    '[-1]',
    '[70000]',
    '[1',
    '[01]',
    '[+1]',
    '[1]x',
  ];
  return random.chance(0.9) ? usual : random.pick(unusual);
}
