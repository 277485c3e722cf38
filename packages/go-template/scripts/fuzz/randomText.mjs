/** Texts that YAML, JSON, TOML, printf, paths, versions or dates may read in their own way. */
const NOTABLE = [
  ...['', 'a', 'text', 'Hello World', 'foo-bar_baz', 'FooBarBaz', 'HTTPServer'],
  ...['yes', 'No', 'on', 'null', '~', 'true', 'False', '.inf', '.nan', '0x1F'],
  ...['1', '-7', '3.50', '1e3', '0o17', '017', '1_000', '+1', '.5', '12:30:45'],
  ...['2024-02-29', '2024-02-29T13:04:05Z', '- a', 'a: b', 'a #b', '#c', '? x'],
  ...[' lead', 'trail ', 'one\ntwo', 'one\ntwo\n', '\n', '\tt', "it's", '"q"'],
  ...['{x}', '[x]', '&a', '*a', '!t', '|', '>', '%d', '@a', '`b`', 'k=v', ','],
  ...['<a href="x">&</a>', 'héllo wörld ✓', 'ÀÉÎ', 'ß', 'ǆ', '日本語', '😀 ok'],
  ...['\u2028', '\u0085', '\ufeff', '\u0000', '\u0007x', '\u200b', 'a\u00a0b'],
  ...['1.2.3', 'v1.2', '1.2.3-rc.1+b5', '/a/b/../c.txt', 'a//b/', './x', '..'],
  ...['https://u:p@host.io:81/p/a?q=1&r=a+b#frag', 'mailto:a@b.c', 'x,y,,z'],
  ...[
    'key: value',
    '{"a":[1,2.5,null,{"b":"<"}]}',
    '[1, "x", true]',
    '- 1\n- b',
  ],
  ...[
    'a = 1\n[t]\nb = "x"',
    'aGVsbG8=',
    '/+8=',
    'gIE=',
    'NBSWY3DP',
    'a b  c   d',
  ],
  ...['1h30m', '-2.5s', '45', '1.5h', 'the quick brown fox jumps over it'],
  'a long line of words that is wider than eighty columns, so that a writer of YAML could fold it',
];
const ALPHABETS = [
  'abcXYZ019',
  'ab -_.',
  'aé✓😀',
  ':#-"\'\n {}[],',
  '0123456789.',
];

/** A random text, often one that some format treats in a special way. */
export function randomText(random) {
  if (random.chance(0.75)) return random.pick(NOTABLE);
  const runes = Array.from(random.pick(ALPHABETS));
  return random.times(random.between(0, 12), () => random.pick(runes)).join('');
}

const WORDS = [
  'a',
  'b',
  'app',
  'name',
  'k8s',
  'x-y',
  'x.y',
  'A1',
  'yes',
  '1',
  '',
];

/** A key of a map. */
export function randomKey(random) {
  return random.chance(0.85) ? random.pick(WORDS) : randomText(random);
}

/** A text as a literal of Go, raw when possible in some of the calls. */
export function goLiteral(random, text) {
  const isRaw = random.chance(0.3) && !/[`\r\u0000\ufeff]/.test(text);
  return isRaw
    ? `\`${text}\``
    : JSON.stringify(text).replace(/\u007f/g, '\\x7f');
}
