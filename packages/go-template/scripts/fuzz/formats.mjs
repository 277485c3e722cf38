const VERBS = {
  string: ['s', 'q', 'v', 'x', 'X'],
  int: ['d', 'v', 'x', 'X', 'o', 'O', 'b', 'c', 'q', 'U'],
  number: ['v', 'g', 'G', 'e', 'E', 'f', 'F', 'x', 'X', 'b', 's'],
  bool: ['t', 'v'],
  list: ['v', 's', 'q', 'd', 'x'],
  dict: ['v', 's', 'q', 'd'],
  any: ['v', 's', 'T', 'q', 'd', 'x'],
  time: ['v', 's', 'd', 'x', 'f', 'z', 't', 'q'],
};
const ALL_VERBS = [...'vTtbcdoOqxXUeEfFgGswz%!é'];
const FLAGS = ['', '', '', '', '-', '+', '#', '0', ' ', '+#', '-0', '# ', '+0'];
const WIDTHS = ['', '', '', '1', '5', '12', '*'];
const PRECISIONS = ['', '', '', '.', '.0', '.2', '.10', '.*'];

/** A format of printf with the kinds of its operands. */
export function randomFormat(random) {
  const kinds = [];
  let format = '';
  for (let i = random.between(1, 3); i > 0; i--) {
    format += random.pick(['', '', 'a=', ' ', '%%', '|é']);
    format += directive(random, kinds);
  }
  if (random.chance(0.04)) kinds.push(random.pick(['string', 'int']));
  if (random.chance(0.04)) kinds.pop();
  return { format, kinds };
}

function directive(random, kinds) {
  const kind = random.pick(Object.keys(VERBS));
  const width = random.pick(WIDTHS);
  const precision = random.pick(PRECISIONS);
  for (const part of [width, precision]) {
    if (part.endsWith('*')) kinds.push(random.chance(0.9) ? 'count' : 'string');
  }
  const verb = random.chance(0.85)
    ? random.pick(VERBS[kind])
    : random.pick(ALL_VERBS);
  const index = random.chance(0.04) ? `[${random.between(0, 3)}]` : '';
  if (verb !== '%') kinds.push(kind);
  return `%${random.pick(FLAGS)}${width}${precision}${index}${verb}`;
}
